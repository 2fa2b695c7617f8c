// “用我现在的位置”：点了才问，问到只填经纬度两个暗格，地名仍由人来写。
const WORDS = {
  busy: "正在找您的位置……",
  done: "位置已记下，只给办理的人看",
  failed: "没有取到位置，请直接写在哪里",
};

function watch(button) {
  const form = button.form;
  const status = document.getElementById(button.dataset.locate);
  button.hidden = false;
  button.addEventListener("click", () => {
    status.textContent = WORDS.busy;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.latitude.value = coords.latitude.toFixed(6);
        form.elements.longitude.value = coords.longitude.toFixed(6);
        status.textContent = WORDS.done;
      },
      () => {
        status.textContent = WORDS.failed;
      },
      { timeout: 8000, maximumAge: 60000 },
    );
  });
}

if ("geolocation" in navigator && window.isSecureContext) document.querySelectorAll("button[data-locate]").forEach(watch);
