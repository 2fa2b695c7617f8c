// 边写边找类似的事：停下来一会儿才问服务器，问不到就算了，不挡着提交。
const WAIT = 700;
const ENOUGH = 8;

function watch(area) {
  const target = document.getElementById(area.dataset.similarTarget);
  let timer;
  let asked = "";
  let running;

  async function ask() {
    const text = area.value.trim();
    if (text === asked) return;
    asked = text;
    running?.abort();
    if (text.length < ENOUGH) {
      target.replaceChildren();
      return;
    }
    running = new AbortController();
    const body = new FormData();
    body.set("text", text);
    body.set("csrfmiddlewaretoken", area.form.elements.csrfmiddlewaretoken?.value ?? "");
    try {
      const answer = await fetch(area.dataset.similar, { method: "POST", body, signal: running.signal, headers: { "HX-Request": "true" } });
      if (answer.ok) target.innerHTML = await answer.text();
    } catch {
      // 网络不好或又接着写了：下次停下再问。
    }
  }

  area.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  if (area.value.trim()) ask();
}

document.querySelectorAll("textarea[data-similar]").forEach(watch);
