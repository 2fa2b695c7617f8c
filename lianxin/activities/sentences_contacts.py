"""频次、联系、日历的留痕，给人看的一句话。"""

CONTACT_SENTENCES = {
    "cadence.adopted": "采用频次办法：{cadence}，自 {on} 起",
    "cadence.ended": "停用频次办法：{cadence}，自 {on} 起（{reason}）",
    "feed.opened": "开了一份日历订阅",
    "feed.closed": "收回日历订阅",
    "contact.point": "设联系点：{name}",
    "contact.tied": "定下联系：{kind}",
    "contact.untied": "不再联系：{reason}",
    "contact.logged": "记一次联系：{way}",
    "contact.sent": "往下传话：{text}",
    "agenda.listed": "列会议议题：{title}",
    "agenda.marked": "{title}：{part}",
}
