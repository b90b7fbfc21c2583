"""Who answers for the words of a briefing: whoever wrote in it, whoever approved it, or the lead when nobody did."""

from collections.abc import Sequence

from portfolio.language import gettext as _


def say_editor(editor: str, approver: str, house_leads: Sequence[str]) -> str:
    """Return who edited and approved a briefing, by names of which each may be empty, as it stands under its title."""
    if editor and editor == approver:
        return _("edited and approved by %(name)s", name=editor)
    if editor and approver:
        return _("edited by %(editor)s, approved by %(approver)s", editor=editor, approver=approver)
    if editor:
        return _("edited by %(name)s", name=editor)
    if approver:
        return _("approved by %(name)s", name=approver)
    if house_leads:
        return _("written by the program, answered for by %(name)s", name=house_leads[0])
    return _("written by the program, edited by nobody")
