// Boxes over a photo: drawn with mouse or finger, kept in the number fields below, which are what is sent.
const LEAST = 6;
const SIDES = ["left", "top", "width", "height"];
const SVG = "http://www.w3.org/2000/svg";

for (const stage of document.querySelectorAll("[data-boxes]")) {
    const svg = stage.querySelector("svg");
    const [, , wide, tall] = svg.getAttribute("viewBox").split(" ").map(Number);
    const rows = [...document.querySelectorAll("[data-box]")].map((row) =>
        SIDES.map((side) => row.querySelector(`[name=${side}]`)),
    );
    let from = null;

    const shown = (box) => {
        const rect = document.createElementNS(SVG, "rect");
        for (const [name, value] of [["x", box[0]], ["y", box[1]], ["width", box[2]], ["height", box[3]]]) {
            rect.setAttribute(name, value);
        }
        return rect;
    };
    const redraw = (drawing) => {
        const boxes = rows.map((row) => row.map((field) => Number(field.value))).filter((box) => box[2] > 0 && box[3] > 0);
        svg.replaceChildren(...boxes.map(shown), ...(drawing ? [shown(drawing)] : []));
    };
    const place = (event) => {
        const seen = svg.getBoundingClientRect();
        const within = (value, most) => Math.round(Math.min(Math.max(value, 0), most));
        return [
            within(((event.clientX - seen.left) / seen.width) * wide, wide),
            within(((event.clientY - seen.top) / seen.height) * tall, tall),
        ];
    };
    const between = (one, other) => [
        Math.min(one[0], other[0]),
        Math.min(one[1], other[1]),
        Math.abs(one[0] - other[0]),
        Math.abs(one[1] - other[1]),
    ];

    stage.classList.add("drawn");
    svg.addEventListener("pointerdown", (event) => {
        if (event.button) return;
        event.preventDefault();
        from = place(event);
        svg.setPointerCapture(event.pointerId);
    });
    svg.addEventListener("pointermove", (event) => {
        if (from) redraw(between(from, place(event)));
    });
    svg.addEventListener("pointerup", (event) => {
        if (!from) return;
        const box = between(from, place(event));
        from = null;
        const free = rows.find((row) => row.every((field) => field.value === ""));
        if (free && box[2] >= LEAST && box[3] >= LEAST) {
            free.forEach((field, at) => {
                field.value = box[at];
            });
        }
        redraw();
    });
    svg.addEventListener("pointercancel", () => {
        from = null;
        redraw();
    });
    for (const field of rows.flat()) field.addEventListener("input", () => redraw());
}
