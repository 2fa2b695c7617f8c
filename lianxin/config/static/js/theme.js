// 大字与深浅：当场换，不用整页重来；没有脚本时，同一张表单会交给服务器去记。
const YEAR = 365 * 24 * 3600;
const root = document.documentElement;

function remember(name, value) {
  document.cookie = `${name}=${value};path=/;max-age=${YEAR};samesite=lax`;
}

function setElder(on) {
  root.toggleAttribute("data-elder", on);
  remember("elder", on ? "1" : "0");
  for (const button of document.querySelectorAll("[data-prefs] [name=elder]")) {
    button.value = on ? "0" : "1";
    button.textContent = on ? "标准字" : "大字";
    button.setAttribute("aria-pressed", String(on));
  }
}

function setTheme(theme) {
  root.dataset.theme = theme;
  remember("theme", theme);
  const other = theme === "dark" ? "light" : "dark";
  const words = other === "dark" ? "换成深色" : "换成浅色";
  for (const button of document.querySelectorAll("[data-prefs] [name=theme]")) {
    button.value = other;
    button.title = words;
    button.setAttribute("aria-label", words);
    const use = button.querySelector("use");
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, other === "dark" ? "#moon" : "#sun"));
  }
  document.dispatchEvent(new CustomEvent("lianxin:theme"));
}

document.addEventListener("submit", (event) => {
  const pressed = event.submitter;
  if (!event.target.matches("[data-prefs]") || !pressed) return;
  event.preventDefault();
  if (pressed.name === "elder") setElder(pressed.value === "1");
  else setTheme(pressed.value);
});
