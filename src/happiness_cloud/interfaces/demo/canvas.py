"""A sheet to draw flat pictures on, and the two backgrounds every sample picture starts from."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFilter

from happiness_cloud.interfaces.demo.chance import Chance

WIDTH, HEIGHT = 800, 600
_FINE = 2  # drawn larger, then scaled down: smooth edges

Colour = tuple[int, int, int]


def shade(colour: Colour, by: float) -> Colour:
    """A colour made lighter (above 1) or darker (below 1)."""
    r, g, b = (min(255, max(0, round(part * by))) for part in colour)
    return r, g, b


class Canvas:
    """Shapes in a frame of 800 × 600, y downwards."""

    def __init__(self, chance: Chance, night: bool = False) -> None:
        self.chance, self.night = chance, night
        self.image = Image.new("RGB", (WIDTH * _FINE, HEIGHT * _FINE))
        self._draw = ImageDraw.Draw(self.image)

    def box(self, x: float, y: float, w: float, h: float, colour: Colour, corner: float = 0) -> None:
        """A rectangle from its upper left corner."""
        frame = [x * _FINE, y * _FINE, (x + w) * _FINE, (y + h) * _FINE]
        self._draw.rounded_rectangle(frame, corner * _FINE, fill=colour)

    def oval(self, x: float, y: float, rx: float, ry: float, colour: Colour) -> None:
        """An ellipse around its centre."""
        self._draw.ellipse(
            [(x - rx) * _FINE, (y - ry) * _FINE, (x + rx) * _FINE, (y + ry) * _FINE], fill=colour
        )

    def shape(self, points: Sequence[tuple[float, float]], colour: Colour) -> None:
        """A polygon."""
        self._draw.polygon([(x * _FINE, y * _FINE) for x, y in points], fill=colour)

    def line(self, points: Sequence[tuple[float, float]], colour: Colour, width: float = 3) -> None:
        """A line through points."""
        scaled = [(x * _FINE, y * _FINE) for x, y in points]
        self._draw.line(scaled, fill=colour, width=round(width * _FINE), joint="curve")

    def glow(self, x: float, y: float, radius: float, colour: Colour, strength: float = 0.8) -> None:
        """Soft light around a place."""
        mask = Image.new("L", (WIDTH // 4, HEIGHT // 4))
        frame = [(x - radius) / 4, (y - radius) / 4, (x + radius) / 4, (y + radius) / 4]
        ImageDraw.Draw(mask).ellipse(frame, fill=round(255 * strength))
        soft = mask.filter(ImageFilter.GaussianBlur(radius / 12)).resize(self.image.size)
        self.image.paste(Image.new("RGB", self.image.size, colour), (0, 0), soft)

    def blades(
        self, x: float, y: float, w: float, count: int, colours: Sequence[Colour], size: float = 12
    ) -> None:
        """Small scattered pieces along a strip: litter, leaves, stones."""
        pick, between = self.chance.pick, self.chance.between
        for _ in range(count):
            px, py = x + self.chance.unit() * w, y + self.chance.unit() * size * 2
            a, b = between(4, int(size)), between(3, int(size))
            self.shape(
                [(px, py), (px + a, py - b / 2), (px + a + 3, py + b), (px - 2, py + b)], pick(colours)
            )

    def finished(self) -> Image.Image:
        """The finished picture, 800 × 600."""
        return self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def street(chance: Chance, night: bool = False, rain: bool = False) -> Canvas:
    """A street: sky, far houses, trees, pavement, kerb and road."""
    canvas = Canvas(chance, night)
    # Drawn in every weather, so that the same street stands there before and after.
    fair = chance.pick((((126, 186, 230), (222, 238, 246)), ((146, 196, 226), (250, 236, 214))))
    top, low = (
        ((24, 32, 58), (58, 66, 104)) if night else ((150, 166, 180), (202, 210, 214)) if rain else fair
    )
    for y in range(0, 400, 4):
        share = y / 400
        canvas.box(0, y, WIDTH, 5, tuple(round(a + (b - a) * share) for a, b in zip(top, low, strict=True)))  # type: ignore[arg-type]
    _houses(canvas)
    for k in range(5):
        x, size = 40 + k * 180 + chance.between(-30, 30), chance.between(30, 44)
        green = shade((92, 150, 96), 0.42 if night else 0.9 + 0.2 * chance.unit())
        canvas.box(x - 4, 330, 8, 62, shade((112, 84, 62), 0.5 if night else 1.0))
        canvas.oval(x, 312, size, size * 1.05, green)
        canvas.oval(x - size / 2, 330, size * 0.7, size * 0.6, shade(green, 1.08))
    dim = 0.45 if night else 0.82 if rain else 1.0
    canvas.box(0, 390, WIDTH, 56, shade((206, 198, 184), dim))
    for x in range(-20, WIDTH, 46):
        canvas.line([(x, 446), (x + 22, 390)], shade((186, 178, 164), dim), 2)
    canvas.box(0, 446, WIDTH, 12, shade((232, 228, 220), dim))
    canvas.box(0, 458, WIDTH, 142, shade((112, 116, 122), dim))
    for x in range(20, WIDTH, 150):
        canvas.box(x, 542, 84, 8, shade((240, 240, 232), dim))
    return canvas


def _houses(canvas: Canvas) -> None:
    chance, x = canvas.chance, -20
    walls: tuple[Colour, ...] = (
        (226, 208, 184),
        (208, 214, 220),
        (232, 220, 204),
        (204, 196, 188),
        (220, 196, 180),
    )
    while x < WIDTH:
        w, h = chance.between(90, 150), chance.between(150, 290)
        wall = shade(chance.pick(walls), 0.38 if canvas.night else 1.0)
        canvas.box(x, 392 - h, w, h, wall)
        canvas.box(x - 3, 388 - h, w + 6, 8, shade(wall, 0.86))
        for wy in range(int(404 - h), 360, 30):
            for wx in range(x + 12, x + w - 18, 28):
                lit = canvas.night and chance.unit() < 0.3
                canvas.box(
                    wx,
                    wy,
                    16,
                    18,
                    (250, 214, 130) if lit else shade((142, 172, 194), 0.3 if canvas.night else 1.0),
                    1,
                )
        x += w + chance.between(4, 26)


def room(chance: Chance, wall: Colour = (228, 224, 214)) -> Canvas:
    """Indoors or a house wall near by: wall above, floor below."""
    canvas = Canvas(chance)
    canvas.box(0, 0, WIDTH, 460, wall)
    canvas.box(0, 330, WIDTH, 130, shade(wall, 0.9))
    canvas.box(0, 326, WIDTH, 6, shade(wall, 0.8))
    canvas.box(0, 460, WIDTH, 140, (172, 164, 152))
    for x in range(-200, WIDTH + 200, 90):
        canvas.line([(400 + (x - 400) * 0.8, 460), (400 + (x - 400) * 1.3, 600)], (154, 146, 136), 2)
    for y in (490, 540):
        canvas.line([(0, y), (WIDTH, y)], (154, 146, 136), 2)
    return canvas


def car(canvas: Canvas, x: float, y: float, tone: Colour) -> None:
    """A car seen from its side, its wheels on `y`."""
    canvas.shape([(x + 34, y - 62), (x + 66, y - 98), (x + 150, y - 98), (x + 186, y - 62)], shade(tone, 0.9))
    canvas.shape([(x + 48, y - 64), (x + 72, y - 90), (x + 104, y - 90), (x + 104, y - 64)], (168, 200, 216))
    canvas.shape(
        [(x + 112, y - 64), (x + 112, y - 90), (x + 146, y - 90), (x + 172, y - 64)], (168, 200, 216)
    )
    canvas.box(x, y - 64, 220, 44, tone, 14)
    canvas.box(x + 204, y - 54, 14, 12, (250, 232, 160), 4)
    canvas.box(x + 2, y - 54, 10, 12, (180, 40, 40), 4)
    for wheel in (46, 172):
        canvas.oval(x + wheel, y - 20, 24, 24, (52, 54, 58))
        canvas.oval(x + wheel, y - 20, 11, 11, (190, 194, 198))
