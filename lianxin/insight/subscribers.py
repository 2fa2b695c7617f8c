"""本模块各动作在时间线上的说法；数字不订阅事件，增减由触发器记。"""

SENTENCES = {
    "report.asked": "要一份办理情况报告：{form}",
    "insight.reconcile": "夜间核对，各项数字与记录一致",
    "insight.mismatch": "夜间核对，有 {count} 格数字与记录对不上",
}
