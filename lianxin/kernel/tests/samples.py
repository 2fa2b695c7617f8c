"""测试用的机制：一份齐全的，供各处改一处、错一处。"""

from hypothesis import settings

steady = settings(deadline=None, max_examples=60, derandomize=True)
"""性质测试的用法：每次跑同一批例子，机器忙时也不因超时失败。"""

SOUND = """\
key     = "sample"
version = 1
label   = "样例办理"
place   = "各地通用"
slot    = "handling"
subject = "opinion"
basis   = ["S1-21", "代表法31②"]
summary = "一句话说明"

[roles]
office_role = { label = "代工委", is = ["office"] }
undertaker  = { label = "承办单位", is = ["lead"] }
helper      = { label = "协办单位", is = ["assist"] }
asker       = { label = "提交人", is = ["submitter"] }
clockwork   = { label = "系统", is = ["system"] }

[duty.undertaker]
sign_within  = "10wd"
returns      = 1
return_by    = "office_role"
extend_by    = "office_role"
extend_limit = "6m"
urge         = { asker = 1, office_role = 2 }

[[fact]]
key = "unit"
label = "主办单位"
kind = "body"
body_kinds = ["department"]

[[fact]]
key = "helpers"
label = "协办单位"
kind = "bodies"

[[fact]]
key = "answer"
label = "答复内容"
kind = "text"
audience = "submitter"
help = "写给群众看的话"
min = 5
max = 2000

[[fact]]
key = "attitude"
label = "态度"
kind = "rating"
choices = [
  { value = "satisfied", label = "满意" },
  { value = "dissatisfied", label = "不满意" },
]

[[stage]]
key    = "received"
label  = "待交办"
public = "已收到"
owner  = "office_role"
owes   = "交办"
deadline = { from = "entered", within = "5wd", warn = "1wd" }

[[stage.move]]
verb    = "dispatch"
label   = "交办"
by      = ["office_role"]
needs   = ["unit"]
may     = ["helpers"]
to      = "handling"
effects = ["hold(undertaker, unit)", "hold(helper, helpers)", "notify(undertaker)"]
public  = "已经交办"
main    = true

[[stage]]
key    = "handling"
label  = "办理中"
owner  = "undertaker"
owes   = "答复"
deadline = { from = "dispatch", within = "3m", warn = "7d", escalate = "office_role" }
[[stage.also]]
role     = "helper"
owes     = "协办"
deadline = { from = "dispatch", within = "1m" }
optional = true

[[stage.move]]
verb    = "give_opinion"
label   = "提出协办意见"
by      = ["helper"]
effects = ["discharge(helper)"]

[[stage.move]]
verb    = "answer"
label   = "答复"
by      = ["undertaker"]
needs   = ["answer"]
guards  = ["contact_logged(1)"]
to      = "told"
effects = ["tell(answer)", "ask_rating(attitude)"]
main    = true

[[stage]]
key     = "told"
label   = "待评价"
waits   = "请提交人评价"
timeout = { from = "entered", within = "15d", move = "lapse" }

[[stage.move]]
verb    = "rate_low"
label   = "不满意，重办"
by      = ["asker"]
needs   = ["attitude"]
guards  = ["rating_in(attitude, dissatisfied)", "times(rate_low, 1)"]
to      = "handling"

[[stage.move]]
verb    = "rate"
label   = "评价"
by      = ["asker"]
needs   = ["attitude"]
effects = ["record_rating(attitude)"]
to      = "closed"
result  = "resolved"

[[stage.move]]
verb   = "lapse"
label  = "逾期未评，办结"
by     = ["clockwork"]
to     = "closed"

[[stage]]
key    = "closed"
label  = "已办结"
final  = true
result = "explained"
"""

OVERLAY = """\
overlay = "north"
of      = "sample@1"
label   = "北区办理办法"
basis   = ["北区办法第9条"]

[set]
"stage.handling.deadline.within" = "2m"
"stage.told.label" = "等评价"
"roles.office_role.is" = ["office", "street"]
"stage.handling.move.answer.guards.contact_logged" = 2
"""
