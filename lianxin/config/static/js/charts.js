// 把表画成图。数在 <script type="application/json"> 里；旁边的表一直在，没有脚本也看得到数。
// 数的样子：{"kind": "bar"|"line"|"across", "labels": [...], "series": [{"name": "…", "data": [...]}], "unit": "件"}
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// 图例一行摆不下就占两行，图往下让。
function top(data, width) {
  if (data.series.length < 2) return 32;
  return data.series.length > 3 && width < 420 ? 72 : 40;
}

function option(data, width) {
  const ink = css("--ink-2");
  const across = data.kind === "across";
  const axis = { axisLine: { lineStyle: { color: css("--line") } }, axisTick: { show: false }, axisLabel: { color: ink, fontSize: 13 } };
  return {
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    color: [css("--red"), css("--gold"), css("--ok"), css("--link")],
    textStyle: { fontFamily: css("--font"), color: css("--ink") },
    grid: { left: 8, right: 16, top: top(data, width), bottom: 4, containLabel: true },
    legend: { show: data.series.length > 1, top: 0, right: 0, textStyle: { color: ink } },
    tooltip: { trigger: "axis", renderMode: "richText", backgroundColor: css("--card"), borderColor: css("--line"), textStyle: { color: css("--ink") } },
    [across ? "yAxis" : "xAxis"]: { type: "category", data: data.labels, inverse: across, ...axis, axisLabel: { ...axis.axisLabel, ...(across && { width: Math.round(width * 0.38), overflow: "break" }) } },
    [across ? "xAxis" : "yAxis"]: { type: "value", name: data.unit, nameTextStyle: { color: ink }, minInterval: 1, splitLine: { lineStyle: { color: css("--line") } }, axisLabel: axis.axisLabel },
    series: data.series.map((one) => ({ type: data.kind === "line" ? "line" : "bar", barMaxWidth: across ? 10 : 36, symbolSize: 7, itemStyle: { borderRadius: data.kind === "line" ? 0 : across ? [0, 4, 4, 0] : [4, 4, 0, 0] }, ...one })),
  };
}

function draw(box) {
  const data = JSON.parse(document.getElementById(box.dataset.chart).textContent);
  box.hidden = false;
  // 横着画的，一行一样，有几样就多高。
  if (data.kind === "across") box.style.height = `${data.labels.length * (16 + 12 * data.series.length) + 80}px`;
  const chart = window.echarts.init(box);
  const paint = () => chart.setOption(option(data, box.clientWidth), true);
  paint();
  new ResizeObserver(() => chart.resize()).observe(box);
  document.addEventListener("lianxin:theme", paint);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
}

if (window.echarts) document.querySelectorAll("[data-chart]").forEach(draw);
