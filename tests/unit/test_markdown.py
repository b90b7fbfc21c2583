"""The little Markdown of a lead's word: what is understood, and that nothing else ever becomes markup."""

from hypothesis import given
from hypothesis import strategies as st

from portfolio.briefing.markdown import Block, Span, read_word


def test_paragraphs_strong_emphasis_and_lists_are_understood():
    word = read_word("Vi **venter**\npå *svar*.\n\nTo ting:\n- lokaler\n- folk\n  og **penge**\n")

    assert word == (
        Block(((Span("Vi "), Span("venter", "strong"), Span(" på "), Span("svar", "em"), Span(".")),)),
        Block(((Span("To ting:"),),)),
        Block(((Span("lokaler"),), (Span("folk og "), Span("penge", "strong"))), is_list=True),
    )


def test_html_links_and_headings_stay_as_they_were_typed():
    typed = "# <b>Stor</b> [her](http://example.org) `kode` 2 * 3 * 4 snake_case_name"

    assert read_word(typed) == (Block(((Span(typed),),)),)


def test_an_empty_word_has_no_blocks():
    assert read_word(" \n\n ") == ()


@given(st.text(alphabet="ab *_-\n<>&", max_size=60))
def test_no_letter_is_lost_or_made_up(text: str):
    shown = "".join(span.text for block in read_word(text) for line in block.lines for span in line)

    assert [letter for letter in shown if letter in "ab<>&"] == [letter for letter in text if letter in "ab<>&"]
