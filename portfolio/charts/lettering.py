"""How wide text is, so that labels can be placed without drawing them first.

Advance widths of IBM Plex Sans Regular in thousandths of the type size; unknown characters count as wide ones. Layout
is therefore the same on every machine, whether or not the font is installed.
"""

WIDTHS = {
    letter: width
    for width, letters in {
        236: " ",
        245: "'ij",
        272: ",.l!:;",
        320: "|[]f·(){}t",
        367: "r/\\-I",
        464: '"*z?',
        500: "svycLx",
        530: "Jkga",
        549: "eéFo_",
        572: "hnuTbdpqSE",
        588: "øüöäåZ–Y",
        600: "+0123456789<=>^`~P$",
        621: "VXCK",
        650: "RABÅÄ",
        680: "DUÜ",
        708: "&GHNOQØÖ#",
        780: "w—…",
        870: "Mmæ½",
        920: "@WÆ%",
    }.items()
    for letter in letters
}
WIDEST = 920
ELLIPSIS = "…"


def text_width(text: str, size: float) -> float:
    """Return the width of a text in pixels at a type size in pixels."""
    return sum(WIDTHS.get(letter, WIDEST) for letter in text) * size / 1000


def shorten(text: str, width: float, size: float) -> str:
    """Return the text, cut with an ellipsis when it is wider than a number of pixels."""
    if text_width(text, size) <= width:
        return text
    room = width - text_width(ELLIPSIS, size)
    kept = ""
    for letter in text:
        room -= WIDTHS.get(letter, WIDEST) * size / 1000
        if room < 0:
            break
        kept += letter
    return kept.rstrip() + ELLIPSIS
