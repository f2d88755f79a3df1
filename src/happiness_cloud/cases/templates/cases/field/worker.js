// Keeps one page and what it needs to stand, the same for everybody; never an answer that differs by who asks.
const { version, assets, shell, scope } = {{ facts }};
const NAME = `field-${version}`;
const known = new Set(assets);

async function fill() {
  const cache = await caches.open(NAME);
  await cache.addAll([shell, ...assets].map((one) => new Request(one, { cache: "reload" })));
}

addEventListener("install", (event) => event.waitUntil(fill().then(() => skipWaiting())));

addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("field-") && name !== NAME) await caches.delete(name);
  await clients.claim();
})()));

// Another language or theme: the page is fetched again as the reader has it now.
addEventListener("message", (event) => { if (event.data === "fill") event.waitUntil(fill().catch(() => {})); });

async function fromNetwork(request, kept) {
  try {
    return await fetch(request);
  } catch (error) {
    const found = await (await caches.open(NAME)).match(kept, { ignoreVary: true });
    if (found) return found;
    throw error;
  }
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && pathname.startsWith(scope)) event.respondWith(fromNetwork(request, shell));
  else if (known.has(pathname)) event.respondWith(fromNetwork(request, pathname));
});
