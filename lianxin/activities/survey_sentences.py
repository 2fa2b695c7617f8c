"""问卷的留痕，给人看的一句话。"""

SENTENCES = {
    "survey.draft": "起了一份问卷“{title}”",
    "survey.change": "改了问卷“{title}”的说明",
    "survey.question": "出题（第 {place} 题）：{text}",
    "survey.question_dropped": "去掉一题：{text}",
    "survey.open": "发出问卷“{title}”（第 {version} 版）",
    "survey.close": "结束问卷“{title}”，收回 {replies} 份",
    "survey.publish": "公布问卷“{title}”的结果",
    "survey.renew": "问卷“{title}”另出第 {version} 版",
    "survey.answered": "收回一份问卷（{way}）",
    "survey.entered": "录入纸质问卷，卷号 {slip}",
    "survey.voided": "作废录错的纸质问卷，卷号 {slip}（{reason}）",
}
