"""Makes PNG files small."""

from io import BytesIO

from PIL import Image, PngImagePlugin


def with_few_colours(png: bytes, colours: int, description: str = "") -> bytes:
    """The same picture in few colours; `description` is stored in the file."""
    out, described = BytesIO(), PngImagePlugin.PngInfo()
    if description:
        described.add_itxt("Description", description)
    few = Image.open(BytesIO(png)).convert("RGB").quantize(colours, dither=Image.Dither.NONE)
    few.save(out, "PNG", optimize=True, pnginfo=described)
    return out.getvalue()
