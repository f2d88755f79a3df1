"""Sample pictures before a wall: in a stairwell, at a lift, at a desk. Drawn before (`bad`) and after the work."""

from __future__ import annotations

from happiness_cloud.interfaces.demo.canvas import Canvas, car, room, shade
from happiness_cloud.interfaces.demo.chance import Chance


def firelane(chance: Chance, bad: bool) -> Canvas:
    """A fire lane before a house; a car stands on it."""
    canvas = room(chance, (214, 190, 168))
    for x in (60, 300, 540):
        canvas.box(x, 60, 150, 120, (150, 184, 204), 4)
        canvas.box(x + 72, 60, 6, 120, (236, 236, 232))
    canvas.box(300, 230, 170, 230, (112, 88, 70), 4)
    canvas.shape([(90, 592), (190, 474), (650, 474), (760, 592)], (120, 122, 126))
    for k in range(7):
        canvas.shape(
            [(150 + k * 80, 590), (186 + k * 76, 480), (200 + k * 76, 480), (174 + k * 80, 590)],
            (238, 190, 60),
        )
    if bad:
        car(canvas, 300, 580, (90, 110, 130))
    return canvas


def clutter(chance: Chance, bad: bool) -> Canvas:
    """A stairwell full of things; cleared."""
    canvas = room(chance)
    canvas.box(330, 120, 170, 340, (150, 92, 70), 4)
    canvas.box(346, 140, 138, 120, shade((150, 92, 70), 1.12), 4)
    canvas.oval(480, 310, 8, 8, (230, 200, 110))
    canvas.box(380, 62, 70, 34, (60, 150, 96), 4)
    if bad:
        for _ in range(11):
            x, y, w, h = (
                chance.between(120, 560),
                chance.between(330, 470),
                chance.between(60, 130),
                chance.between(50, 90),
            )
            tone = chance.pick(((196, 158, 112), (180, 140, 96), (206, 172, 128), (120, 130, 150)))
            canvas.box(x, y, w, h, tone, 3)
            canvas.box(x + w / 2 - 6, y, 12, h, shade(tone, 0.86))
    return canvas


def lift(chance: Chance, bad: bool) -> Canvas:
    """A lift with its doors taped shut; running."""
    canvas = room(chance, (220, 218, 212))
    canvas.box(230, 90, 330, 372, (150, 154, 160))
    canvas.box(250, 110, 144, 350, (196, 200, 206))
    canvas.box(398, 110, 144, 350, (188, 192, 198))
    canvas.box(340, 44, 110, 38, (30, 34, 40), 6)
    canvas.shape([(395, 50), (418, 74), (372, 74)], (220, 70, 60) if bad else (84, 200, 110))
    canvas.box(600, 250, 50, 110, (130, 134, 140), 6)
    for k in (0, 1):
        canvas.oval(625, 282 + k * 44, 13, 13, (70, 74, 80) if bad else (250, 214, 130))
    if bad:
        canvas.line([(226, 200), (564, 330)], (236, 190, 50), 26)
        canvas.line([(226, 330), (564, 200)], (236, 190, 50), 26)
        canvas.box(320, 232, 150, 74, (250, 250, 246), 4)
        for k in range(3):
            canvas.box(340, 248 + k * 17, 110 - k * 20, 6, (196, 62, 56))
    return canvas


def leak(chance: Chance, bad: bool) -> Canvas:
    """A wet, mouldy wall; dry and painted."""
    canvas = room(chance, (236, 232, 222))
    canvas.box(80, 120, 150, 170, (150, 190, 214), 4)
    canvas.box(150, 120, 8, 170, (250, 250, 248))
    if bad:
        for _ in range(16):
            canvas.oval(
                chance.between(340, 640),
                chance.between(0, 120),
                chance.between(30, 70),
                chance.between(20, 46),
                (206, 196, 168),
            )
        for _ in range(40):
            canvas.oval(chance.between(350, 630), chance.between(10, 130), 6, 5, (140, 136, 112))
        for k in range(7):
            x, end = 370 + k * 40, chance.between(160, 330)
            canvas.line([(x, 110), (x + 3, end)], (176, 190, 196), 4)
            canvas.oval(x + 3, end, 6, 9, (146, 176, 196))
        canvas.oval(490, 500, 140, 26, (150, 176, 192))
    return canvas


def stickers(chance: Chance, bad: bool) -> Canvas:
    """A wall full of stickers; clean."""
    canvas = room(chance, (222, 212, 196))
    canvas.box(300, 110, 200, 260, (176, 180, 184), 4)
    canvas.box(312, 122, 176, 236, (190, 194, 198), 4)
    for _ in range(46 if bad else 0):
        x, y = chance.between(60, 680), chance.between(50, 400)
        w, h = chance.between(40, 76), chance.between(26, 44)
        canvas.box(
            x, y, w, h, chance.pick(((250, 250, 246), (244, 220, 90), (240, 140, 130), (150, 200, 230))), 2
        )
        for k in range(2):
            canvas.box(x + 6, y + 7 + k * 12, w - 14 - k * 10, 5, (90, 90, 96))
    return canvas


def service(chance: Chance, bad: bool) -> Canvas:
    """A service desk; somebody waits, or is served."""
    canvas = room(chance, (224, 230, 226))
    canvas.box(60, 60, 300, 150, (250, 250, 246), 6)
    for k in range(4):
        canvas.box(84, 84 + k * 30, 220 - k * 26, 10, (150, 170, 190), 4)
    for x, tone in ((520, (206, 92, 70)), (300, (84, 120, 160))) if not bad else ((300, (84, 120, 160)),):
        canvas.oval(x, 268, 34, 36, (236, 200, 170))
        canvas.oval(x, 246, 36, 20, (70, 60, 56))
        canvas.box(x - 56, 300, 112, 150, tone, 34)
    canvas.box(120, 380, 600, 170, (186, 150, 112), 6)
    canvas.box(110, 366, 620, 20, (206, 172, 132), 6)
    canvas.box(600, 320, 90, 50, (60, 66, 74), 4)
    return canvas
