"""What makes drawing quick changes nothing that is drawn; in a process of its own, because it changes WeasyPrint."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = """
from jobs.briefings import drawing, quickening
from jobs.briefings.orders import Order, orders_of
from jobs.briefings.pieces import pack
from portfolio.briefing.pictures import draw_pictures
from tests.briefing_house import a_content

patches = [drawing.quicken, drawing.size_quickly]
drawing.quicken = drawing.size_quickly = lambda: None
plain, drawing._Page._ua_stylesheets = drawing._Page._ua_stylesheets, drawing.HTML._ua_stylesheets
drawing.warm_up()
content = a_content("da")
orders = orders_of(content, draw_pictures(content, printed=True))
orders = [*orders[:5], orders[-1]]  # foot, board page, inside, two sheets, words and method
words = "Den samme lange linje om fjordens hus og alle dem, der kommer der hver eneste dag. " * 3
odd = "<style>p::first-line {{ font-size: 12pt }}</style><p>et\\u2029to tre</p>"
odd += "<p>{0}</p><p style='width: 60mm; text-align: justify'>{0}</p>"
odd += "<p style='left: 3%; margin-left: 7%; visibility: hidden'>x</p><p style='left: 3%; margin-left: 8%'>x</p>"
odd += "<p class='zone-ordinary' style='border-radius: 2mm; background: #eee; float: left'>{0}</p><p>{0}</p>"
orders.append(Order((f"<html lang='da'><head><title>t</title></head><body>{odd.format(words)}</body></html>",)))
draw = lambda: [pack(drawing.draw(order, {})) for order in orders]
before = draw()
for patch in patches:
    patch()
drawing._Page._ua_stylesheets = plain
quickening.MOST_STYLES, quickening.MOST_LINES = 300, 100  # so that some are forgotten in the middle of a document
first, again = draw(), draw()
print(before == first == again, 0 < len(quickening._kept) < 301, 0 < len(quickening._lines) < 101)
"""


def test_what_is_drawn_quickly_is_what_is_drawn_slowly_to_the_byte():
    said = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, check=True, text=True).stdout

    assert said.split() == ["True", "True", "True"]
