"""考核评议的留痕，给人看的一句话。"""

SENTENCES = {
    "station.norm_check": "照“{norm}”对照：适用 {counted} 项，做到 {met} 项（{on}）",
    "station.norm_evidence": "为“{item}”放上依据：{words}",
    "station.norm_evidence_withdrawn": "撤下“{item}”的一份依据",
    "panel.formed": "立共评小组“{name}”，{number} 位（{ways}）",
    "panel.ended": "结束共评小组“{name}”：{reason}",
    "panel.round": "“{name}”开第 {ordinal} 轮共评，评 {number} 个",
    "panel.round_closed": "“{name}”第 {ordinal} 轮共评结束，收回 {replies} 份",
    "panel.action": "共评后续（{kind}）：{subject}——{words}",
    "panel.action_done": "共评后续办了（{kind}）：{subject}——{words}",
}
