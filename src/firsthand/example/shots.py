"""The three recordings that every clip of the example goes back to."""

from __future__ import annotations

import math

from PIL import ImageDraw

from firsthand.example.camera import Shot
from firsthand.example.painting import (
    draw_boat,
    draw_bridge,
    draw_smoke,
    draw_truck,
    draw_village,
    panorama,
)

_DECK = 322
_HALT = 8.0  # the second at which the white truck stops in the middle of the bridge


def bridge() -> Shot:
    """Dusk at the Orlec bridge: a white truck halts, another waits, smoke rises behind."""
    world = panorama(11, ((58, 70, 110), (236, 170, 120)), (74, 66, 78), (70, 82, 104))
    draw_village(world, 4, 40, 420, 304)
    draw_bridge(world, 160, 1480, _DECK)

    def act(draw: ImageDraw.ImageDraw, time: float) -> None:
        if time > 11:
            draw_smoke(draw, 1130, 292, time - 11, 8)
        draw_truck(draw, 1320 - 14 * max(0.0, time - 13), _DECK, (120, 124, 112))
        travelled = min(time, _HALT) - 0.4 * max(0.0, min(time - _HALT + 1, 1.0))
        draw_truck(draw, 250 + 62 * travelled, _DECK, (232, 232, 226))
        for bird in range(5):
            x = 1300 - 47 * time - 24 * bird
            y = 90 + 11 * bird + 9 * math.sin(2.2 * time + bird)
            wing = 5 * math.sin(9 * time + bird)
            draw.line((x - 8, y - wing, x, y, x + 8, y - wing), fill=(30, 30, 40), width=2)

    return Shot(20.0, 21, world, act, lambda t: 60 + 24 * min(t, 15.0) + 30 * math.sin(0.35 * t))


def exercise() -> Shot:
    """Five boats cross a wide bay in formation on a clear morning."""
    world = panorama(57, ((120, 170, 214), (214, 230, 238)), (84, 116, 84), (64, 112, 132))

    def act(draw: ImageDraw.ImageDraw, time: float) -> None:
        for number in range(5):
            x = -60 + 78 * time + 150 * number - 40 * (number % 2)
            y = 330 + 24 * (number % 3) + 5 * math.sin(1.9 * time + number)
            draw_boat(draw, x, y, 0.8 + 0.18 * (number % 3), (58, 74, 62))

    return Shot(14.0, 33, world, act, lambda t: 20 + 40 * t)


def ferry() -> Shot:
    """The ferry of Orlec comes to its landing under a grey sky."""
    world = panorama(90, ((150, 154, 160), (200, 198, 192)), (96, 100, 92), (104, 112, 116))
    draw_village(world, 17, 820, 1460, 300)
    draw = ImageDraw.Draw(world)
    draw.rectangle((760, 306, 1500, 330), fill=(122, 110, 92))
    for pile in range(770, 1500, 44):
        draw.rectangle((pile, 306, pile + 9, 400), fill=(86, 74, 60))

    def act(draw: ImageDraw.ImageDraw, time: float) -> None:
        y = 362 + 4 * math.sin(1.3 * time)
        draw_boat(draw, 180 + 42 * min(time, 11.0), y, 2.1, (150, 46, 40))
        for gull in range(4):
            x, y = (
                300 + 90 * gull + 60 * math.sin(0.8 * time + gull),
                120 + 26 * math.cos(time + 2 * gull),
            )
            draw.line((x - 9, y - 4, x, y, x + 9, y - 4), fill=(246, 246, 246), width=2)

    return Shot(12.0, 45, world, act, lambda t: 40 + 30 * t)
