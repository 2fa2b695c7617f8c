"""机制检查：说不通的机制，一份也放不过去。"""

import pytest

from lianxin.kernel.mechanism.check import check, check_source
from lianxin.kernel.mechanism.parse import load_mechanism
from lianxin.kernel.mechanism.proofs import opener_roles
from lianxin.kernel.tests.samples import SOUND

LOST_STAGE = """
[[stage]]
key = "lost"
label = "没人来"
waits = "等"
[[stage.move]]
verb = "leave"
label = "离开"
by = ["asker"]
to = "closed"
"""
SPARE_FACT = """
[[fact]]
key = "spare"
label = "没人填"
kind = "line"
"""
RATE_GUARDS = 'guards  = ["rating_in(attitude, dissatisfied)", "times(rate_low, 1)"]'

# 改了什么、改成什么、该说什么、该指着哪一行
FAULTS = [
    ('basis   = ["S1-21", "代表法31②"]', "basis = []", "依据 basis 不能空", "basis"),
    (
        '{ label = "协办单位", is = ["assist"] }',
        '{ label = "甲", is = [] }',
        "平台身份 is",
        "helper",
    ),
    ("notify(undertaker)", "notify(mayor)", "身份 mayor 不存在", "effects"),
    (
        'result = "explained"\n',
        f'result = "explained"{LOST_STAGE}',
        "没有哪一步通向它",
        "[[stage]]",
    ),
    ("final  = true\n", 'waits = "完"\n', "没有终点", "key     ="),
    ('to      = "closed"', 'to = "nowhere"', "不存在的环节 nowhere", "nowhere"),
    ('owner  = "undertaker"', 'owner = "nobody"', "身份 nobody 不在", "nobody"),
    ('owes   = "答复"\n', "", "写明该办什么 owes", "owner"),
    ('waits   = "请提交人评价"\n', "", "没有写明理由 waits", "[[stage]]"),
    ('move = "lapse"', 'move = "vanish"', "没有 vanish 这一步", "timeout"),
    ('by     = ["clockwork"]', 'by = ["asker"]', "要由系统走", "timeout"),
    ('by     = ["clockwork"]', 'by = ["clockwork"]\nneeds = ["answer"]', "不能有必填", "timeout"),
    ('verb    = "answer"', 'verb = "sign"', "引擎内置的“签收”", "sign"),
    ('verb    = "answer"', 'verb = "entered"', "固定用词", "entered"),
    ('verb    = "rate"\n', 'verb = "lapse"\n', "lapse 写了 2 次", "[[stage.move]]"),
    ('may     = ["helpers"]', 'may = ["unit", "helpers"]', "写了不止一次", "needs"),
    ('needs   = ["answer"]', 'needs = ["answer", "reply"]', "材料 reply 不存在", "needs"),
    ("tell(answer)", "tell(reply)", "材料 reply 不存在", "effects"),
    ("dissatisfied)", "bad)", "bad 不是“态度”的选项", "guards"),
    ("rating_in(attitude,", "rating_in(answer,", "应是：评价", "guards"),
    ("times(rate_low, 1)", "times(rate_high, 1)", "步 rate_high 不存在", "guards"),
    (
        '\n[[stage]]\nkey    = "received"',
        f'{SPARE_FACT}[[stage]]\nkey = "received"',
        "没有哪一步要填",
        "[[fact]]",
    ),
    (
        'label = "主办单位"\nkind = "body"',
        'label = "主办单位"\nkind = "person"',
        "不能写 body_kinds",
        "[[fact]]",
    ),
    ("max = 2000", "max = 1", "min 比 max 大", "[[fact]]"),
    ('  { value = "dissatisfied", label = "不满意" },\n', "", "至少要有两个选项", "[[fact]]"),
    ('return_by    = "office_role"\n', "", "写明谁批 return_by", "[duty"),
    ('extend_by    = "office_role"\n', "", "写明谁批 extend_by", "[duty"),
    ("urge         = { asker", "urge = { stranger", "stranger 不在", "[duty"),
    ('warn = "7d"', 'warn = "1y"', "预警提前量不比期限短", "deadline"),
    ('"dispatch", within = "3m"', '"sent", within = "3m"', "起算点 sent 不存在", "deadline"),
    ('"dispatch", within = "3m"', '"rate", within = "3m"', "未必走过“评价”", "deadline"),
    ('escalate = "office_role" }', 'escalate = "boss" }', "boss 不在", "deadline"),
    ('"hold(undertaker, unit)", ', "", "未必已有“承办单位”", "[[stage]]"),
    (', "hold(helper, helpers)"', "", "没有哪一步用 hold 指派", "[[stage]]"),
    (
        'needs   = ["unit"]\nmay     = ["helpers"]',
        'may = ["unit", "helpers"]',
        "未必已有",
        "[[stage]]",
    ),
    ("optional = true\n", "", "未必已有“协办单位”", "[[stage]]"),
    ('\nresult = "explained"', "", "经“逾期未评，办结”走来也没有结果", "[[stage]]"),
    ("final  = true", 'final  = true\nwaits = "等"', "是终点，不应再写 waits", "waits"),
    ('owes   = "交办"', 'owes = "交办"\nresult = "planned"', "不是终点，不应写 result", "result"),
    ('verb    = "give_opinion"', 'verb = "give_opinion"\nmain = true', "主按钮不止一个", "main"),
]


@pytest.mark.parametrize(("old", "new", "says", "where"), FAULTS)
def test_each_fault_is_found_where_it_is(old: str, new: str, says: str, where: str) -> None:
    """说不通一处，就指出这一处。"""
    assert SOUND.count(old) == 1
    text = SOUND.replace(old, new)
    found = [mistake for mistake in check_source(text, "m.toml") if says in mistake.message]
    assert found, check_source(text, "m.toml")
    assert where in text.splitlines()[found[0].line - 1]


def faults_of(*swaps: tuple[str, str]) -> list[str]:
    text = SOUND
    for old, new in swaps:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return [mistake.message for mistake in check(load_mechanism(text, "m.toml"))]


def test_a_sound_mechanism_passes() -> None:
    """齐全、说得通的机制，一处错也没有。"""
    assert faults_of() == []


STAY = ('to      = "closed"\nresult  = "resolved"', "")
LAPSE_STAY = ('by     = ["clockwork"]\nto     = "closed"', 'by = ["clockwork"]')


def test_no_way_to_an_end() -> None:
    """有一条路走到终点就行；一条也没有，就是困住了。"""
    assert faults_of(STAY) == []
    stuck = faults_of(STAY, LAPSE_STAY)
    assert "从环节“待评价”走不到任何终点" in stuck
    assert "环节“已办结”走不到：没有哪一步通向它" in stuck


NO_TIMES = (RATE_GUARDS, 'guards = ["rating_in(attitude, dissatisfied)"]')
NO_ESCALATION = (', escalate = "office_role" }', " }")
ONLY_IF_SATISFIED = (
    'effects = ["record_rating(attitude)"]',
    'effects = ["record_rating(attitude)"]\nguards = ["rating_in(attitude, satisfied)"]',
)
LAPSE_IF_SATISFIED = (
    'by     = ["clockwork"]',
    'by = ["clockwork"]\nguards = ["rating_in(attitude, satisfied)"]',
)


@pytest.mark.parametrize("remedy", [NO_TIMES, NO_ESCALATION, ONLY_IF_SATISFIED, LAPSE_IF_SATISFIED])
def test_a_loop_must_leave_or_escalate(remedy: tuple[str, str]) -> None:
    """重办的环要么有不靠条件的出路，要么限次数，要么逾期升级；缺一不可怕，全缺不行。"""
    everything = [NO_TIMES, NO_ESCALATION, ONLY_IF_SATISFIED, LAPSE_IF_SATISFIED]
    (fault,) = faults_of(*everything)
    assert "满足条件才能离开" in fault
    assert faults_of(*(swap for swap in everything if swap != remedy)) == []


SPIN = """
[[stage]]
key = "spin"
label = "空转"
waits = "等"
auto = "back"
[[stage.move]]
verb = "back"
label = "转回"
by = ["clockwork"]
to = "told"
"""


def test_system_may_not_spin() -> None:
    """全由系统自动走的环会转个不停，不许；有人参与的可以。"""
    to_spin = ('label  = "逾期未评，办结"\nby     = ["clockwork"]\nto     = "closed"',)
    swap = (to_spin[0], to_spin[0].replace('"closed"', '"spin"'))
    added = ('result = "explained"\n', f'result = "explained"\n{SPIN}')
    by_hand = (added[0], added[1].replace('auto = "back"\n', "").replace("clockwork", "asker"))
    assert any("会转个不停" in fault for fault in faults_of(swap, added))
    assert faults_of(swap, by_hand) == []


REOPEN = """
[[stage.move]]
verb = "reopen"
label = "重开"
by = ["asker"]
to = "handling"
"""


def test_reopening_voids_the_old_result() -> None:
    """办结后可以重开；原来的结果作废，再到终点要重新有结果。"""
    end = 'result = "explained"\n'
    result_on_lapse = ('verb   = "lapse"', 'verb = "lapse"\nresult = "explained"')
    assert faults_of((end, end + REOPEN)) == []
    assert faults_of((end, REOPEN), result_on_lapse) == []
    early = ('verb    = "dispatch"', 'verb = "dispatch"\nresult = "planned"')
    assert faults_of((end, ""), early) == []
    (fault,) = faults_of((end, REOPEN), early)
    assert "经“逾期未评，办结”走来也没有结果" in fault


LIMBO = """
[[stage]]
key = "limbo"
label = "干等"
waits = "等"
"""


def test_waiting_needs_a_way_on() -> None:
    """写了在等什么，还得有出路。"""
    way_in = (STAY[0], STAY[0].replace('"closed"', '"limbo"'))
    way_on = '[[stage.move]]\nverb = "go"\nlabel = "走"\nby = ["asker"]\nto = "closed"\n'
    end = 'result = "explained"\n'
    dead = faults_of(way_in, (end, end + LIMBO))
    assert "环节“干等”在等，却没有出路：请写 auto、timeout 或人可走的一步" in dead
    assert faults_of(way_in, (end, end + LIMBO + way_on)) == []


def test_holder_may_come_from_an_earlier_material() -> None:
    """材料在前一步必填过，后一步再指派，也算有人担任。"""
    late = (
        ('needs   = ["unit"]\nmay     = ["helpers"]', 'may = ["helpers"]\nguards = ["has(unit)"]'),
        ('verb    = "give_opinion"', 'verb = "give_opinion"\nneeds = ["unit"]'),
    )
    assert faults_of(*late) == []
    without_guard = (late[0][0], 'may = ["helpers"]')
    assert any("未必已有“承办单位”" in fault for fault in faults_of(without_guard, late[1]))


def test_released_role_must_be_assigned_again() -> None:
    """解除了的身份，再用到之前要重新指派。"""
    release = ('needs   = ["attitude"]\nguards', 'needs = ["attitude"]\neffects = [%s]\nguards')
    freed = (release[0], release[1] % '"release(undertaker)"')
    kept = (release[0], release[1] % '"notify(undertaker)"')
    assert any("未必已有“承办单位”" in fault for fault in faults_of(freed))
    assert faults_of(kept) == []


def test_first_stage_roles_come_from_the_opener() -> None:
    """第一个环节就要的身份，立件时定；检查放行，立件的人负责给。"""
    text = SOUND.replace('is = ["office"]', 'is = ["committee"]')
    mechanism = load_mechanism(text, "m.toml")
    assert check(mechanism) == []
    assert opener_roles(mechanism) == {"office_role"}
    assert opener_roles(load_mechanism(SOUND, "m.toml")) == frozenset()
