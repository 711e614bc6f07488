"""Compares two pictures of a page; what is kept of one is small."""

from io import BytesIO
from math import ceil

from PIL import Image, ImageChops
from pixelmatch.contrib.PIL import pixelmatch

_LEAST = 3
"""So many pixels of each row and column become one at least: words are then no longer read, but seen."""
_WIDEST = 320
"""How many pixels wide what is kept of a picture is at most."""
_LEVELS = 22
"""So many shades of each of the three colours are told apart."""
_THRESHOLD = 0.05
"""How different two pixels may be, of 0 to 1, as pixelmatch counts: 13 of 255 shades of grey."""
_MOST_PIXELS = 2
"""How many pixels may be more different than that."""
_OUTSIDE = (255, 0, 255)


def reduced(png: bytes) -> Image.Image:
    """Return what is kept of a picture. What is the same in two pictures is the same in what is kept of them."""
    with Image.open(BytesIO(png)) as picture:
        small = picture.convert("RGB").reduce(max(_LEAST, ceil(picture.width / _WIDEST)))
    steps = _LEVELS - 1
    return small.point([round(round(shade * steps / 255) * 255 / steps) for shade in range(256)] * 3)


def encoded(picture: Image.Image) -> bytes:
    """Return a picture as a file, without loss."""
    file = BytesIO()
    picture.save(file, "WEBP", lossless=True, quality=100, method=4)
    return file.getvalue()


def difference(expected: Image.Image, actual: Image.Image) -> Image.Image | None:
    """Return a picture of where two pictures differ, None where they do not or hardly do.

    Where one is larger than the other, that is a difference.
    """
    size = (max(expected.width, actual.width), max(expected.height, actual.height))
    first, second = _on_sheet(expected, size), _on_sheet(actual, size)
    box = ImageChops.difference(first, second).getbbox()
    if box is None:
        return None
    # What is around it is the same, and pixelmatch is slow.
    first, second = first.crop(box), second.crop(box)
    marks = Image.new("RGBA", first.size)
    differing = pixelmatch(first, second, marks, threshold=_THRESHOLD, includeAA=True)
    if differing <= _MOST_PIXELS:
        return None
    shown = Image.blend(_on_sheet(actual, size), Image.new("RGB", size, "white"), 0.8)
    shown.paste(marks, box)
    return shown


def _on_sheet(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    sheet = Image.new("RGB", size, _OUTSIDE)
    sheet.paste(picture)
    return sheet
