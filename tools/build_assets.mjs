// Bundles the facade's style sheets and scripts: `npm run build` (once) or `npm run watch`.
// Names stay stable; the static files storage adds the hashes. Prints the weight of each file, gzipped.
import { build, context } from "esbuild";
import { cp, mkdir, readdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const facade = join(root, "src", "happiness_cloud", "facade");
const source = join(facade, "static_src");
const built = join(facade, "static", "built");
// For what is printed: read by the press, never served to a browser.
const fonts = join(facade, "fonts");

// What a resident's phone has to fetch, in gzipped bytes; the build fails above it.
const mostBytes = { "app.js": 60_000, "app.css": 20_000, "map.js": 60_000 };

const options = {
  absWorkingDir: root,
  entryPoints: [
    { in: join(source, "js", "app.js"), out: "app" },
    { in: join(source, "js", "map.js"), out: "map" },
    { in: join(source, "css", "app.css"), out: "app" },
    { in: join(source, "css", "map.css"), out: "map" },
  ],
  outdir: built,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["chrome99", "firefox97", "safari15.4"],
  nodePaths: [join(root, "node_modules")],
  loader: { ".png": "file" },
  assetNames: "img/[name]",
  legalComments: "eof",
  logLevel: "warning",
};

await rm(built, { recursive: true, force: true });
await mkdir(built, { recursive: true });
await cp(join(source, "img"), built, { recursive: true });

const noto = join(root, "node_modules", "@expo-google-fonts", "noto-sans-sc");
await mkdir(fonts, { recursive: true });
for (const [from, to] of [
  ["400Regular/NotoSansSC_400Regular.ttf", "NotoSansSC-Regular.ttf"],
  ["700Bold/NotoSansSC_700Bold.ttf", "NotoSansSC-Bold.ttf"],
  ["LICENSE_FONT", "LICENSE"],
]) {
  await cp(join(noto, from), join(fonts, to));
}

if (process.argv.includes("--watch")) {
  const watching = await context(options);
  await watching.watch();
  console.log("watching; stop with Ctrl-C");
} else {
  await build(options);
  for (const name of (await readdir(built)).sort()) {
    if (!/\.(js|css|svg)$/.test(name)) continue;
    const text = await readFile(join(built, name));
    const packed = gzipSync(text).length;
    console.log(`${name.padEnd(14)} ${String(text.length).padStart(7)} bytes ${String(packed).padStart(7)} gzipped`);
    if (packed > (mostBytes[name] ?? Infinity)) {
      console.error(`${name} weighs ${packed} bytes gzipped; at most ${mostBytes[name]} are allowed`);
      process.exitCode = 1;
    }
  }
}
