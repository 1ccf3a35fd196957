"""Painting landscapes with a fixed seed: ridges, water, houses, a bridge, trucks, boats.

Everything is drawn in world coordinates (pixels of a panorama wider than the picture), so that a
camera can pan over it; lights and noise are left to `firsthand.example.camera`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Colour = tuple[int, int, int]

WIDTH, HEIGHT = 1500, 480
WATER_LINE = 300


def ridge_line(seed: int, base: float, height: float) -> NDArray[np.float64]:
    """The height of a mountain ridge at every world column: five octaves of smooth noise."""
    randomness = np.random.default_rng(seed)
    columns = np.arange(WIDTH)
    line = np.zeros(WIDTH)
    for octave in range(5):
        knots = randomness.uniform(-1, 1, 6 * 2**octave + 2)
        at = np.linspace(0, WIDTH, len(knots))
        line += np.interp(columns, at, knots) / 1.9**octave
    ridge: NDArray[np.float64] = base - height * (line - line.min()) / np.ptp(line)
    return ridge


def panorama(seed: int, sky: tuple[Colour, Colour], land: Colour, water: Colour) -> Image.Image:
    """Sky, two ridges with their reflection, and water, `WIDTH` × `HEIGHT`."""
    rows = np.linspace(0, 1, WATER_LINE)[:, None]
    above = np.array(sky[0]) * (1 - rows) + np.array(sky[1]) * rows
    canvas = np.empty((HEIGHT, WIDTH, 3))
    canvas[:WATER_LINE] = above[:, None, :]
    texture = np.random.default_rng(seed + 1).normal(0, 6, (HEIGHT, WIDTH, 1))
    for layer, (base, height, shade) in enumerate(((292, 190, 1.35), (300, 110, 0.8))):
        line = ridge_line(seed + 10 * layer, base, height)
        inside = np.arange(HEIGHT)[:, None] >= line[None, :]
        inside[WATER_LINE:] = False
        canvas[inside] = (np.array(land) * shade + texture)[inside]
    reflection = canvas[:WATER_LINE][::-1][: HEIGHT - WATER_LINE]
    canvas[WATER_LINE:] = 0.45 * reflection + 0.55 * np.array(water) + texture[WATER_LINE:]
    return Image.fromarray(np.clip(canvas, 0, 255).astype(np.uint8))


def draw_village(picture: Image.Image, seed: int, left: int, right: int, ground: int) -> None:
    """A row of gabled houses with lit windows between two world columns."""
    randomness = np.random.default_rng(seed)
    draw = ImageDraw.Draw(picture)
    x = left
    while x < right:
        width, height = int(randomness.integers(34, 70)), int(randomness.integers(26, 60))
        shade = int(randomness.integers(70, 150))
        wall = (shade, shade - 12, shade - 24)
        roof = (shade // 2 + 40, shade // 3, shade // 3)
        draw.rectangle((x, ground - height, x + width, ground), fill=wall)
        draw.polygon(
            (
                (x - 4, ground - height),
                (x + width // 2, ground - height - 22),
                (x + width + 4, ground - height),
            ),
            fill=roof,
        )
        for window in range(x + 8, x + width - 8, 14):
            lit = (250, 214, 120) if randomness.random() < 0.5 else (40, 40, 46)
            draw.rectangle(
                (window, ground - height + 9, window + 6, ground - height + 18), fill=lit
            )
        x += width + int(randomness.integers(6, 30))


def draw_bridge(picture: Image.Image, left: int, right: int, deck: int) -> None:
    """A low bridge with piers, a railing and lamp posts from one world column to another."""
    draw = ImageDraw.Draw(picture)
    for pier in range(left + 50, right, 130):
        draw.rectangle((pier, deck, pier + 16, HEIGHT), fill=(74, 72, 70))
    draw.rectangle((left, deck, right, deck + 26), fill=(112, 108, 102))
    draw.line((left, deck + 2, right, deck + 2), fill=(150, 146, 138), width=3)
    for post in range(left, right, 15):
        draw.line((post, deck - 17, post, deck), fill=(54, 54, 60), width=2)
    draw.line((left, deck - 17, right, deck - 17), fill=(54, 54, 60), width=3)
    for number, lamp in enumerate(range(left + 40, right, 170)):
        draw.line((lamp, deck - 82 - 6 * (number % 2), lamp, deck), fill=(40, 42, 48), width=4)
        draw.ellipse((lamp - 6, deck - 96, lamp + 6, deck - 80), fill=(255, 232, 170))


def draw_truck(draw: ImageDraw.ImageDraw, x: float, road: float, body: Colour) -> None:
    """A box truck without number plate, its rear wheels at world column `x`."""
    draw.rectangle((x - 12, road - 52, x + 66, road - 10), fill=body, outline=(60, 60, 60))
    draw.rectangle((x + 68, road - 40, x + 96, road - 10), fill=tuple(int(c * 0.82) for c in body))
    draw.rectangle((x + 80, road - 36, x + 94, road - 24), fill=(52, 66, 80))
    for wheel in (x, x + 20, x + 80):
        draw.ellipse((wheel - 10, road - 16, wheel + 10, road + 4), fill=(24, 24, 26))
        draw.ellipse((wheel - 4, road - 10, wheel + 4, road - 2), fill=(120, 120, 120))


def draw_boat(draw: ImageDraw.ImageDraw, x: float, y: float, size: float, hull: Colour) -> None:
    """A flat boat with a wheelhouse and a wake, its middle at world (x, y)."""
    draw.polygon(
        (
            (x - 46 * size, y - 8 * size),
            (x + 52 * size, y - 10 * size),
            (x + 36 * size, y + 9 * size),
            (x - 38 * size, y + 9 * size),
        ),
        fill=hull,
    )
    draw.rectangle(
        (x - 16 * size, y - 28 * size, x + 12 * size, y - 9 * size), fill=(208, 204, 190)
    )
    draw.rectangle((x - 11 * size, y - 24 * size, x + 7 * size, y - 16 * size), fill=(46, 60, 76))
    draw.line((x, y - 44 * size, x, y - 28 * size), fill=(60, 60, 60), width=max(1, int(3 * size)))
    for wave in range(4):
        back = x - (52 + 26 * wave) * size
        draw.arc(
            (back - 18 * size, y + 1 * size, back + 12 * size, y + 11 * size),
            180, 350, fill=(206, 214, 220), width=2,
        )  # fmt: skip


def draw_smoke(draw: ImageDraw.ImageDraw, x: float, y: float, age: float, seed: int) -> None:
    """A plume of grey puffs that has been rising from world (x, y) for `age` seconds."""
    randomness = np.random.default_rng(seed)
    for puff in range(22):
        lag, drift, radius = randomness.uniform(0, 6), randomness.uniform(6, 15), puff % 7 + 8
        rise = age - lag
        if rise <= 0:
            continue
        grey = int(60 + 14 * rise + puff * 2)
        px, py, r = x + drift * rise, y - 19 * rise - puff, radius + 4.2 * rise
        draw.ellipse((px - r, py - r * 0.8, px + r, py + r * 0.8), fill=(grey, grey, grey + 4))
