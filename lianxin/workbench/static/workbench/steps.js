// 数人头的格子下面加几个大按钮，手机上不用打字；没有脚本照样能填数字。
for (const input of document.querySelectorAll("input[data-steps]")) {
  const acts = document.createElement("div");
  acts.className = "step-acts";
  for (const step of [...input.dataset.steps.split(" ").map(Number)]) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = step > 0 ? `+${step}` : `−${-step}`;
    button.setAttribute("aria-label", `${input.labels[0]?.textContent ?? ""} ${button.textContent}`);
    button.addEventListener("click", () => {
      const next = Math.max(0, Number(input.value || 0) + step);
      input.value = next || "";
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
    acts.append(button);
  }
  input.after(acts);
}
