"""One page of PDF, drawn: the one place that knows reportlab. Lengths are points from the upper left corner; the same drawing gives the same bytes.

Latin letters are Helvetica. For Chinese a TrueType font of the machine is set in where it has one, so that the page is the same everywhere;
otherwise the page asks its reader's program for one (STSong-Light, which readers bring along).
"""

import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = (float(one) for one in A4)
LATIN: Final = "Helvetica"
ASKED: Final = "STSong-Light"
OWN: Final = "Chinese"
# What Debian's packages for Chinese lay: fonts-wqy-zenhei, -microhei, fonts-arphic-uming, -ukai, fonts-droid-fallback.
FOLDER: Final = Path("/usr/share/fonts/truetype")
FONTS: Final = (
    "wqy/wqy-zenhei.ttc",
    "wqy/wqy-microhei.ttc",
    "arphic/uming.ttc",
    "arphic/ukai.ttc",
    "droid/DroidSansFallbackFull.ttf",
)
Where = Literal["left", "middle", "right"]


@cache
def chinese(folder: Path = FOLDER) -> str:
    """The font for Chinese, known to reportlab."""
    for name in FONTS:
        try:
            if (folder / name).exists():
                pdfmetrics.registerFont(TTFont(OWN, str(folder / name)))
                return OWN
        except (TTFError, OSError):
            continue
    pdfmetrics.registerFont(UnicodeCIDFont(ASKED))
    return ASKED


class Page:
    """A page that is drawn on."""

    def __init__(self, title: str, folder: Path = FOLDER) -> None:
        self._bytes = io.BytesIO()
        self._canvas: Any = Canvas(self._bytes, pagesize=A4, invariant=1)
        self._canvas.setTitle(title)
        self._canvas.setCreator("zhengyun")
        self._chinese = chinese(folder)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = 9,
        colour: str = "#222222",
        bold: bool = False,
        where: Where = "left",
        most: float = 0,
    ) -> None:
        """Words on a base line; no wider than `most`, where that is given: smaller letters, down to half."""
        wide = self.width(words, size, bold=bold)
        if most and wide > most:
            size = max(size / 2, size * most / wide)
            wide = self.width(words, size, bold=bold)
        x -= {"left": 0.0, "middle": wide / 2, "right": wide}[where]
        self._canvas.setFillColor(HexColor(colour))
        for run, latin in _runs(words):
            font = self._font(latin, bold)
            self._canvas.setFont(font, size)
            self._canvas.drawString(x, HEIGHT - y, run)
            x += pdfmetrics.stringWidth(run, font, size)

    def box(
        self, x: float, y: float, width: float, height: float, colour: str, line: str = "", round_: float = 0
    ) -> None:
        """A filled rectangle whose upper left corner is there."""
        self._canvas.setFillColor(HexColor(colour))
        if line:
            self._canvas.setStrokeColor(HexColor(line))
            self._canvas.setLineWidth(0.5)
        self._canvas.roundRect(x, HEIGHT - y - height, width, height, round_, stroke=int(bool(line)), fill=1)

    def line(self, x: float, y: float, to_x: float, to_y: float, colour: str = "#999999", wide: float = 0.5) -> None:
        """A straight line."""
        self._canvas.setStrokeColor(HexColor(colour))
        self._canvas.setLineWidth(wide)
        self._canvas.line(x, HEIGHT - y, to_x, HEIGHT - to_y)

    def width(self, words: str, size: float, *, bold: bool = False) -> float:
        """How wide words are."""
        return sum(float(pdfmetrics.stringWidth(run, self._font(latin, bold), size)) for run, latin in _runs(words))

    def done(self) -> bytes:
        """The file."""
        self._canvas.showPage()
        self._canvas.save()
        return self._bytes.getvalue()

    def _font(self, latin: bool, bold: bool) -> str:
        return (f"{LATIN}-Bold" if bold else LATIN) if latin else self._chinese


def _runs(words: str) -> Iterator[tuple[str, bool]]:
    """Pieces of one script each, and whether that is Latin."""
    begun = 0
    for at in range(1, len(words) + 1):
        if at == len(words) or _latin(words[at]) != _latin(words[begun]):
            yield words[begun:at], _latin(words[begun])
            begun = at


def _latin(letter: str) -> bool:
    return ord(letter) < 0x250
