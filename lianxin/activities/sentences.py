"""活动的留痕，给人看的一句话。"""

SENTENCES = {
    "activity.planned": "安排活动（{kind}）：{title}",
    "activity.announced": "预告活动：{title}",
    "activity.recorded": "记下活动（{kind}）：{title}",
    "activity.added": "补记“{title}”：{what}",
    "activity.preferred": "“{title}”同一份草稿送来两次，以后一份为准",
    "activity.summarised": "写小结：{title}",
    "activity.cancelled": "取消活动“{title}”：{reason}",
    "activity.invited": "请 {count} 位参加“{title}”（{basis}）",
    "activity.answered": "{who}回复“{title}”：{answer}",
    "activity.signed": "“{title}”签到（{way}）",
    "activity.device_signed": "一部手机签到",
    "activity.absent": "“{title}”有一位没到",
    "activity.voice": "“{title}”上听到一条意见（{receipt_no}）",
    "activity.item": "“{title}”带出第 {number} 件事：{what}",
    "activity.looked": "“{title}”上看了 {number}",
    "activity.looked_at": "在“{title}”上一起看过：{finding}",
    "series.opened": "立系列：{name}",
    "series.ended": "结束系列：{name}",
    "activity_module.switched": "选{how}“{module}”",
}
