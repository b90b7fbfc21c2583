"""Writing mails, and handing them to a mail server or a local mailbox."""
