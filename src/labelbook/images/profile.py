"""Colour profiles: pictures as their profile means them, in the sRGB of every screen."""

from __future__ import annotations

import io
import logging
from functools import lru_cache

import numpy as np
from PIL import Image, ImageCms

log = logging.getLogger("labelbook.images")

ALIKE = 2
"""Levels by which a profile may move colours and still count as sRGB."""

_SPACES = {"RGB": "RGB", "RGBA": "RGB", "L": "GRAY", "CMYK": "CMYK"}
_SRGB = (0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06)
"""White and primaries of sRGB as PNG's cHRM gives them."""
_GAMMA = 0.45455


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return an 8-bit picture in sRGB: L stays L, RGB and RGBA stay so, CMYK becomes RGB.

    A profile that is broken or of another colour space is ignored, with a line in the log.
    """
    transform = _transform(profile, image.mode) if profile else None
    if transform is None:
        return image
    try:
        found = ImageCms.applyTransform(image, transform)
    except (ImageCms.PyCMSError, ValueError) as error:
        log.warning("a colour profile could not be applied (%s): it was ignored", error)
        return image
    return image if found is None else found.convert("L") if image.mode == "L" else found


def changes(profile: bytes | None, mode: str) -> bool:
    """Whether a profile gives a picture of this mode other colours than sRGB would."""
    return bool(profile) and _transform(profile or b"", mode) is not None


def png_has_own_light(info: dict[str | tuple[int, int], object]) -> bool:
    """Whether a PNG names a gamma or primaries that browsers apply, and labelbook does not."""
    gamma, primaries = info.get("gamma"), info.get("chromaticity")
    if "srgb" in info or "icc_profile" in info:
        return False
    if isinstance(gamma, float) and abs(gamma - _GAMMA) > 0.01:
        return True
    return isinstance(primaries, tuple) and any(
        abs(value - usual) > 0.01 for value, usual in zip(primaries, _SRGB, strict=False)
    )


@lru_cache(maxsize=64)
def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """Return the conversion of a profile's colours to sRGB, None where they are sRGB."""
    if mode not in _SPACES:
        return None
    try:
        found = ImageCms.getOpenProfile(io.BytesIO(profile))
        space = found.profile.xcolor_space.strip()
        if space != _SPACES[mode]:
            log.warning("a colour profile is for %s, its image is %s: it was ignored", space, mode)
            return None
        out = "RGBA" if mode == "RGBA" else "RGB"
        intent = ImageCms.Intent(found.profile.rendering_intent)
        transform = ImageCms.buildTransform(found, _srgb(), mode, out, intent)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError) as error:
        log.warning("a colour profile is broken (%s): it was ignored", error)
        return None
    return None if _does_nothing(transform, mode) else transform


def _does_nothing(transform: ImageCms.ImageCmsTransform, mode: str) -> bool:
    """Whether colours all over the space stay what they are."""
    if mode == "CMYK":
        return False
    steps = np.arange(0, 256, 51, dtype=np.uint8)
    if mode == "L":
        before = Image.frombytes("L", (6, 1), steps.tobytes())
    else:
        cube = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(6, 36, 3)
        before = Image.frombytes("RGB", (36, 6), cube.tobytes()).convert(mode)
    after = ImageCms.applyTransform(before, transform)
    assert after is not None
    moved = np.abs(np.asarray(after.convert("RGB"), int) - np.asarray(before.convert("RGB"), int))
    return int(moved.max()) <= ALIKE


@lru_cache(maxsize=1)
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
