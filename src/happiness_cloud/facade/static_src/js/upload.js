// <input type="file" data-upload data-most="9" data-edge="2048">: previews, a limit, and smaller pictures when asked.
import { tell } from "./flashes.js";
import { say } from "./words.js";

export function wireUploads(root) {
  root.querySelectorAll("input[type=file][data-upload]").forEach((input) => {
    if (input.dataset.wired) return;
    input.dataset.wired = "1";
    const strip = document.createElement("div");
    strip.className = "strip previews";
    input.after(strip);
    input.addEventListener("change", () => take(input, strip));
  });
}

async function take(input, strip) {
  const most = Number(input.dataset.most ?? 9);
  const edge = Number(input.dataset.edge ?? 0);
  if (input.files.length > most) tell(say("tooMany", { n: most }), "amber");
  const files = [...input.files].slice(0, most);
  const made = await Promise.all(files.map((file) => draw(file, edge)));
  put(input, made.map((one) => one.file));
  strip.replaceChildren(...made.map((one, index) => figure(one, index, input, strip)));
}

function put(input, files) {
  const box = new DataTransfer();
  files.forEach((file) => box.items.add(file));
  input.files = box.files;
}

/** A canvas preview, not a blob address: the content policy allows pictures from ourselves only. */
async function draw(file, edge) {
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return { file, canvas: null };
  const canvas = paint(picture, 480);
  if (!edge || Math.max(picture.width, picture.height) <= edge) return { file, canvas };
  const blob = await new Promise((done) => { paint(picture, edge).toBlob(done, "image/jpeg", 0.85); });
  const name = file.name.replace(/\.\w+$/, "") + ".jpg";
  return { file: new File([blob], name, { type: "image/jpeg", lastModified: file.lastModified }), canvas };
}

function paint(picture, edge) {
  const scale = Math.min(1, edge / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function figure(one, index, input, strip) {
  const box = document.createElement("figure");
  if (one.canvas) {
    const shot = document.createElement("div");
    shot.className = "shot";
    one.canvas.setAttribute("role", "img");
    one.canvas.setAttribute("aria-label", one.file.name);
    shot.append(one.canvas);
    box.append(shot);
  }
  const words = document.createElement("figcaption");
  const size = one.file.size > 1e6 ? `${(one.file.size / 1e6).toFixed(1)} MB` : `${Math.ceil(one.file.size / 1e3)} kB`;
  words.textContent = `${one.file.name} · ${size} `;
  const remove = document.createElement("button");
  remove.type = "button";
  remove.className = "button plain";
  remove.textContent = say("remove");
  remove.addEventListener("click", () => {
    put(input, [...input.files].filter((_, other) => other !== index));
    take(input, strip).then(() => input.focus());
  });
  words.append(remove);
  box.append(words);
  return box;
}
