"""What the sample pictures of streets show: one function a scene, drawn before (`bad`) and after the work."""

from __future__ import annotations

from collections.abc import Callable

from happiness_cloud.interfaces.demo.canvas import Canvas, Colour, car, shade, street
from happiness_cloud.interfaces.demo.chance import Chance
from happiness_cloud.interfaces.demo.indoors import clutter, firelane, leak, lift, service, stickers

_SCRAPS: tuple[Colour, ...] = ((240, 240, 236), (210, 84, 70), (72, 120, 180), (228, 190, 80), (120, 92, 66))
_DARK: Colour = (52, 54, 58)


def litter(chance: Chance, bad: bool) -> Canvas:
    """Rubbish bags on the pavement."""
    canvas = street(chance)
    if bad:
        for _ in range(7):
            x, y, size = chance.between(250, 560), chance.between(404, 440), chance.between(26, 42)
            tone = chance.pick(((60, 64, 70), (84, 110, 84), (200, 70, 64), (230, 230, 226)))
            canvas.oval(x, y, size, size * 0.8, tone)
            canvas.shape([(x - 8, y - size * 0.7), (x + 8, y - size * 0.7), (x, y - size)], shade(tone, 0.8))
        canvas.blades(220, 428, 400, 70, _SCRAPS)
    else:
        canvas.box(370, 300, 10, 120, (120, 124, 128))
        canvas.box(330, 300, 90, 54, (58, 120, 186), 6)
        canvas.line([(352, 326), (372, 342), (402, 312)], (255, 255, 255), 7)
    return canvas


def bins(chance: Chance, bad: bool) -> Canvas:
    """Waste bins, overflowing or emptied."""
    canvas = street(chance)
    for k, tone in enumerate(((58, 120, 186), (86, 146, 92), (196, 84, 72), (110, 114, 118))):
        x = 170 + k * 125
        if bad:
            for _ in range(6):
                canvas.oval(x + chance.between(6, 84), chance.between(268, 292), 24, 20, chance.pick(_SCRAPS))
        canvas.shape([(x, 290), (x + 92, 290), (x + 82, 432), (x + 10, 432)], tone)
        lid = [(x - 6, 290), (x + 98, 290), (x + 92, 276), (x, 276)]
        canvas.shape(
            [(px, py - 4) for px, py in lid] if not bad else [(px + 50, py - 34) for px, py in lid],
            shade(tone, 0.8),
        )
        canvas.box(x + 28, 336, 36, 36, shade(tone, 1.3), 18)
        for wheel in (22, 70):
            canvas.oval(x + wheel, 436, 9, 9, _DARK)
    if bad:
        canvas.blades(150, 430, 520, 90, _SCRAPS)
    return canvas


def road(chance: Chance, bad: bool) -> Canvas:
    """A pothole with cracks; afterwards a fresh patch."""
    canvas = street(chance)
    if not bad:
        canvas.shape([(300, 486), (520, 480), (546, 570), (280, 574)], (84, 88, 94))
        canvas.line([(300, 486), (520, 480), (546, 570), (280, 574), (300, 486)], (70, 74, 80), 4)
        return canvas
    edge = [(300, 520), (336, 494), (400, 486), (468, 492), (520, 516), (500, 552), (420, 572), (340, 560)]
    canvas.shape(edge, (78, 78, 78))
    canvas.shape([(x * 0.84 + 66, y * 0.78 + 120) for x, y in edge], (56, 52, 50))
    for x, y, step in ((300, 520, -1), (520, 516, 1), (400, 486, -1), (420, 572, 1), (340, 560, -1)):
        points = [(float(x), float(y))]
        for _ in range(6):
            x, y = x + step * chance.between(10, 34), y + chance.between(-13, 13)
            points.append((x, y))
        canvas.line(points, (66, 66, 68), 4)
    canvas.blades(290, 540, 260, 40, ((96, 96, 98), (130, 130, 130), (70, 70, 70)))
    return canvas


def lamp(chance: Chance, bad: bool) -> Canvas:
    """A street at night, its lamps off or on."""
    canvas = street(chance, night=True)
    for x in (170, 430, 690):
        if not bad:
            canvas.glow(x + 42, 420, 130, (250, 214, 140), 0.45)
        canvas.box(x - 5, 120, 10, 320, (96, 100, 108))
        canvas.line([(x, 124), (x + 22, 100), (x + 46, 100)], (96, 100, 108), 8)
        canvas.box(x + 28, 96, 46, 14, (255, 236, 170) if not bad else (70, 74, 82), 6)
        if not bad:
            canvas.glow(x + 50, 108, 46, (255, 240, 190), 0.8)
    return canvas


def cover(chance: Chance, bad: bool) -> Canvas:
    """A manhole: cover missing, or in place."""
    canvas = street(chance)
    canvas.oval(410, 528, 108, 46, (84, 88, 92))
    if not bad:
        canvas.oval(410, 526, 98, 40, (132, 136, 140))
        for k in range(-3, 4):
            canvas.line(
                [(410 - (90 - 8 * abs(k)), 526 + k * 11), (410 + (90 - 8 * abs(k)), 526 + k * 11)],
                (104, 108, 112),
                3,
            )
        return canvas
    canvas.oval(410, 528, 96, 39, (30, 28, 28))
    canvas.oval(410, 540, 78, 24, (14, 14, 16))
    canvas.shape([(566, 520), (650, 500), (690, 540), (604, 562)], (132, 136, 140))
    for x in (250, 330):
        canvas.shape([(x, 520), (x + 36, 520), (x + 22, 430), (x + 14, 430)], (232, 96, 48))
        canvas.shape([(x + 6, 490), (x + 30, 490), (x + 26, 466), (x + 10, 466)], (250, 250, 246))
        canvas.box(x - 8, 518, 52, 8, (200, 80, 40))
    return canvas


def puddle(chance: Chance, bad: bool) -> Canvas:
    """Standing water after rain; drained."""
    canvas = street(chance, rain=bad)
    if not bad:
        for k in range(6):
            canvas.box(350 + k * 18, 448, 10, 12, (60, 62, 66))
        return canvas
    canvas.oval(400, 510, 340, 66, (122, 148, 168))
    canvas.oval(380, 506, 300, 50, (146, 172, 190))
    for _ in range(9):
        x, y = chance.between(140, 640), chance.between(480, 540)
        canvas.oval(x, y, 26, 6, (176, 198, 212))
        canvas.oval(x, y, 17, 4, (146, 172, 190))
    for _ in range(110):
        x, y = chance.between(0, 800), chance.between(0, 600)
        canvas.line([(x, y), (x - 5, y + 20)], (214, 224, 232), 1)
    return canvas


def water(chance: Chance, bad: bool) -> Canvas:
    """A shore with floating rubbish; clean."""
    canvas = street(chance)
    tone: Colour = (104, 128, 96) if bad else (92, 158, 190)
    canvas.box(0, 446, 800, 154, tone)
    for _ in range(26):
        x, y = chance.between(0, 760), chance.between(462, 592)
        canvas.line([(x, y), (x + chance.between(30, 80), y)], shade(tone, 1.12), 3)
    for x in range(0, 800, 50):
        canvas.box(x, 400, 6, 50, (150, 140, 128))
    canvas.box(0, 408, 800, 6, (150, 140, 128))
    if bad:
        canvas.blades(180, 490, 460, 90, _SCRAPS, 18)
    return canvas


def cars(chance: Chance, bad: bool) -> Canvas:
    """Cars on the pavement; the pavement free."""
    canvas = street(chance)
    canvas.box(0, 414, 800, 12, (226, 184, 72))
    for k, tone in enumerate(((196, 62, 56), (236, 236, 232), (62, 88, 124))):
        car(canvas, 60 + k * 250, 446 if bad else 590, tone)
    return canvas


def dust(chance: Chance, bad: bool) -> Canvas:
    """A building site: bare soil and dust; covered and sprayed."""
    canvas = street(chance)
    canvas.shape(
        [(120, 392), (260, 270), (430, 250), (600, 310), (700, 392)],
        (176, 140, 100) if bad else (96, 148, 92),
    )
    canvas.box(560, 110, 14, 282, (232, 176, 48))
    canvas.box(380, 118, 330, 12, (232, 176, 48))
    canvas.line([(420, 130), (420, 210)], _DARK, 3)
    for x in range(0, 800, 100):
        canvas.box(x, 346, 96, 62, (84, 138, 186), 3)
        canvas.box(x, 346, 96, 10, (240, 240, 236))
    if bad:
        for _ in range(9):
            canvas.glow(
                chance.between(80, 720),
                chance.between(210, 420),
                chance.between(70, 130),
                (206, 186, 156),
                0.5,
            )
    return canvas


def stall(chance: Chance, bad: bool) -> Canvas:
    """Shops with goods out on the pavement; goods inside."""
    canvas = street(chance)
    for k, tone in enumerate(((206, 78, 66), (70, 134, 96), (66, 112, 170))):
        x = 20 + k * 262
        canvas.box(x, 236, 244, 160, (236, 226, 208))
        canvas.box(x + 14, 286, 216, 110, (120, 150, 164), 3)
        for stripe in range(6):
            canvas.shape(
                [
                    (x + stripe * 41, 236),
                    (x + stripe * 41 + 41, 236),
                    (x + stripe * 41 + 36, 280),
                    (x + stripe * 41 - 5, 280),
                ],
                tone if stripe % 2 else (248, 244, 236),
            )
        for item in range(8) if bad else ():
            canvas.box(x + 10 + item % 4 * 56, 400 + item // 4 * 26, 50, 22, (176, 132, 88), 2)
            for fruit in range(4):
                hue = ((226, 130, 50), (200, 60, 50), (120, 170, 70))[(item + k) % 3]
                canvas.oval(x + 18 + item % 4 * 56 + fruit * 11, 402 + item // 4 * 26, 7, 7, hue)
    return canvas


def bikes(chance: Chance, bad: bool) -> Canvas:
    """Bicycles in a heap, or in a row."""
    canvas = street(chance)
    for k in range(9):
        tilt = chance.between(-26, 26) if bad else 0
        x, tone = 60 + k * 76, ((238, 186, 50), (70, 150, 210), (90, 180, 110))[k % 3]
        y = 424 + (chance.between(-14, 20) if bad else 0)
        for wheel in (0, 58):
            canvas.oval(x + wheel, y + (tilt if wheel else 0), 24, 24, _DARK)
            canvas.oval(x + wheel, y + (tilt if wheel else 0), 19, 19, (204, 198, 186))
        canvas.line([(x, y), (x + 24, y - 36), (x + 50, y - 34 + tilt), (x + 58, y + tilt)], tone, 6)
        canvas.line([(x + 24, y - 36), (x + 28, y), (x + 50, y - 34 + tilt)], tone, 5)
        canvas.box(x + 12, y - 46, 24, 7, _DARK, 3)
    return canvas


def tree(chance: Chance, bad: bool) -> Canvas:
    """A tree across the road; upright and propped."""
    canvas = street(chance)
    bark: Colour = (112, 84, 62)
    if bad:
        canvas.shape([(130, 440), (150, 420), (560, 500), (556, 524)], bark)
        for _ in range(16):
            size = chance.between(26, 48)
            canvas.oval(
                chance.between(440, 700),
                chance.between(450, 550),
                size,
                size * 0.8,
                shade((84, 146, 88), 0.85 + 0.3 * chance.unit()),
            )
        return canvas
    canvas.box(388, 250, 26, 180, bark)
    for _ in range(14):
        canvas.oval(
            chance.between(330, 470),
            chance.between(150, 270),
            48,
            44,
            shade((84, 156, 90), 0.9 + 0.2 * chance.unit()),
        )
    canvas.line([(330, 436), (396, 330)], (178, 142, 96), 8)
    canvas.line([(474, 436), (406, 330)], (178, 142, 96), 8)
    return canvas


def cable(chance: Chance, bad: bool) -> Canvas:
    """A cable that hangs to the ground; tied up."""
    canvas = street(chance)
    for x in (90, 690):
        canvas.box(x, 110, 16, 330, (150, 146, 140))
        canvas.box(x - 30, 130, 76, 8, (120, 116, 110))
    canvas.line([(98, 136), (300, 164), (500, 164), (698, 136)], _DARK, 4)
    drop = (
        [(98, 150), (220, 260), (330, 430), (420, 470), (520, 452)]
        if bad
        else [(98, 150), (300, 180), (500, 180), (698, 150)]
    )
    canvas.line(drop, (30, 30, 34), 6)
    return canvas


def signal(chance: Chance, bad: bool) -> Canvas:
    """A traffic light, dark or green."""
    canvas = street(chance)
    canvas.box(392, 230, 16, 210, (110, 114, 118))
    canvas.box(352, 60, 96, 200, (44, 48, 54), 14)
    for k, tone in enumerate(((220, 70, 60), (236, 190, 70), (84, 200, 110))):
        on = k == 2 and not bad
        canvas.oval(400, 96 + k * 64, 25, 25, tone if on else (70, 72, 78))
        if on:
            canvas.glow(400, 96 + k * 64, 44, tone, 0.5)
    for x in range(60, 760, 90):
        canvas.box(x, 470, 46, 60, (236, 236, 230))
    return canvas


def fitness(chance: Chance, bad: bool) -> Canvas:
    """Outdoor fitness equipment, broken or repaired."""
    canvas = street(chance)
    for x in (230, 500):
        canvas.box(x, 210, 14, 226, (70, 130, 190), 5)
        canvas.box(x + 110, 210, 14, 226, (70, 130, 190), 5)
        canvas.box(x, 206, 124, 14, (238, 176, 50), 6)
    canvas.line([(270, 216), (270, 360), (270, 366)], _DARK, 4)
    canvas.line([(324, 216), (324, 366) if not bad else (344, 420)], _DARK, 4)
    canvas.shape(
        [(254, 362), (340, 362), (340, 374), (254, 374)]
        if not bad
        else [(254, 362), (346, 420), (340, 432), (250, 374)],
        (206, 78, 66),
    )
    return canvas


SCENES: dict[str, Callable[[Chance, bool], Canvas]] = {
    "litter": litter, "bin": bins, "road": road, "lamp": lamp, "cover": cover, "puddle": puddle, "water": water,
    "parking": cars, "firelane": firelane, "dust": dust, "clutter": clutter, "stall": stall, "bikes": bikes,
    "tree": tree, "cable": cable, "signal": signal, "lift": lift, "leak": leak, "stickers": stickers,
    "fitness": fitness, "service": service,
    # Things that look alike in a picture.
    "noise": stall, "fumes": stall, "outage": lamp, "wasp": tree,
}  # fmt: skip
