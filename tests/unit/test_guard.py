import pytest

from tests.guard import problems_of_page

PAGE = '<!doctype html><html lang="da"><head><title>x</title></head><body><h1>y</h1>{}</body></html>'


def test_a_good_page_has_no_problems():
    page = PAGE.format('<label for="a">A</label><input id="a"><img src="b" alt="">')

    assert problems_of_page(page) == []


@pytest.mark.parametrize(
    "wrong",
    [
        "<div><p>not closed</div></p>",
        "<input name='a'>",
        "<select></select>",
        "<p id='a'></p><p id='a'></p>",
        "<p style='color: red'></p>",
        "<button onclick='a()'></button>",
        "<script>a()</script>",
        "<style>p {}</style>",
        "<img src='a'>",
        "<h1>a second</h1>",
    ],
)
def test_a_page_with_a_problem_is_caught(wrong):
    assert problems_of_page(PAGE.format(wrong)) != []


def test_a_page_without_title_or_language_is_caught():
    problems = problems_of_page("<!doctype html><html><head><title></title></head><body><h1>y</h1></body></html>")

    assert len(problems) == 2


def test_a_piece_of_a_page_needs_no_frame():
    assert problems_of_page("<ul><li>one</li></ul>") == []
