"""消息的留痕，给人看的一句话。"""

SENTENCES = {
    "notify.deliver": "往外发消息（{channel}）：送出 {sent} 份，没送成 {failed} 份",
    "notify.resend": "没送成的消息再发一遍（{channel}）：{error}",
    "notify.preference": "设置怎么收消息：{channels}",
    "notify.rule": "改消息规则“{rule}”：{state}",
}
