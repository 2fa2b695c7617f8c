{% load static %}// 断网也打得开“快速记一场”：存好一个壳和它的零件，别的页面、别人的东西一概不存。
const VERSION = "{{ version }}";
const CACHE = `lianxin-${VERSION}`;
const SHELL = "{{ shell }}";
const SCOPE = "{{ scope }}";
const QUICK = "{{ quick }}";
const PARTS = [{% for part in parts %}
  "{{ part|escapejs }}",{% endfor %}
];

self.addEventListener("install", (event) => {
  // 零件逐个存；齐了才算装好，免得半套。
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(PARTS.map((part) => new Request(part, { cache: "reload", credentials: "omit" }))))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  const stale = (name) => name.startsWith("lianxin-") && name !== CACHE;
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(stale).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

const kept = (path) => caches.open(CACHE).then((cache) => cache.match(path));

async function page(request) {
  try {
    return await fetch(request);
  } catch (lost) {
    const shell = await kept(SHELL);
    if (!shell) throw lost;
    const path = new URL(request.url).pathname;
    // 别的页断网打不开，就带到能用的这一页。
    return path === QUICK ? shell : Response.redirect(QUICK, 302);
  }
}

async function part(request) {
  const path = new URL(request.url).pathname;
  return (await kept(path)) ?? fetch(request);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (url.pathname.startsWith(SCOPE) && !url.pathname.includes("/export.")) event.respondWith(page(request));
  } else if (PARTS.includes(url.pathname) && url.pathname !== SHELL) {
    event.respondWith(part(request));
  }
});
