"""联络员与征求意见的留痕，给人看的一句话。"""

SENTENCES = {
    "officer.appointed": "聘{function}：{name}（{place}，到 {until}）",
    "officer.left": "{name}不再担任{function}：{reason}",
    "consultation.sent": "向 {number} 位{function}征求意见：“{title}”，{due} 以前回",
    "consultation.answered": "{name}回了对“{title}”的意见",
    "consultation.returned": "反馈“{title}”的结果：{answers} 份意见，采纳 {adopted} 份",
}
