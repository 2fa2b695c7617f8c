"""归类：按关键词，或按训练好的模型。"""

import csv
import gzip
import subprocess
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from lianxin.lexis.categories import FALLBACK_KEY, shipped_categories, suggest_category
from lianxin.lexis.classifier import ModelUnreadable, load_model
from lianxin.lexis.training import Sample, TooFewSamples, train

LABELLED = settings.SHARED_DIR / "data" / "messages" / "labelled_train.csv"
PARENTS = {
    "construction": "城乡建设",
    "transport": "交通运输",
    "environment": "环境保护",
    "education": "教育文体",
    "health": "卫生计生",
    "labour": "劳动和社会保障",
    "commerce": "商贸旅游",
}


@pytest.mark.parametrize(
    ("said", "key", "word"),
    [
        ("村口到小学这段路没有路灯", "construction.works", "路灯"),
        ("楼下饭店油烟太大，窗户不敢开", "environment.air", "油烟"),
        ("公交车半小时才来一趟", "transport.transit", "公交车"),
        ("老板拖欠工资三个月", "labour.wages", "拖欠工资"),
        ("幼儿园入园名额太少", "education.preschool", "幼儿园"),
    ],
)
def test_keywords_suggest_a_category_and_say_why(said: str, key: str, word: str) -> None:
    """没有模型时按关键词归类，并说出凭哪个词。"""
    best = suggest_category(said)[0]

    assert best.key == key
    assert word in best.words


def test_nothing_recognised_is_said_honestly() -> None:
    """一个词也没碰上，就归“暂不能归类”，把握为零，不硬猜。"""
    (only,) = suggest_category("嗯嗯啊啊")

    assert (only.key, only.score) == (FALLBACK_KEY, 0.0)


def test_longer_words_count_once() -> None:
    """“电梯”被“加装电梯”盖住时只算长的那个词。"""
    best = suggest_category("想加装电梯")[0]

    assert best.words == ("加装电梯",)


def test_category_tree_is_complete() -> None:
    """每个二级类别都写明层级和归口部门，键不重复，除兜底外都有关键词。"""
    categories = shipped_categories()

    assert len({category.key for category in categories}) == len(categories) >= 55
    assert len({category.parent_key for category in categories}) == 12
    assert {category.level for category in categories} == {"street", "district", "city"}
    assert [c.key for c in categories if not (c.unit and c.words)] == [FALLBACK_KEY]


def _samples(count: int) -> list[Sample]:
    places = "东西南北中上下前后左右"
    lamps = [Sample(f"{place}街路灯不亮{n}", "works", "市政") for n, place in enumerate(places)]
    wages = [Sample(f"{place}厂拖欠工资{n}", "wages", "欠薪") for n, place in enumerate(places)]
    return [*lamps, *wages][:count]


def test_trained_model_survives_saving(tmp_path: Path) -> None:
    """模型存下再读回来，建议不变，也说得出凭哪些片段。"""
    path = tmp_path / "model.json.gz"
    model = train(_samples(22))
    model.save(path)

    best = load_model(path).suggest("新街路灯又不亮了", limit=2)

    assert [item.key for item in best] == [
        item.key for item in suggest_category("新街路灯又不亮了", model, limit=2)
    ]
    assert best[0].key == "works"
    assert "路灯" in best[0].words
    assert sum(item.score for item in best) == pytest.approx(1, abs=0.01)


def test_training_needs_enough_samples() -> None:
    """样本不够就不训练，并说明要多少、在此之前怎么办。"""
    with pytest.raises(TooFewSamples, match="至少要有 20 条"):
        train(_samples(19))
    assert train(_samples(20)).labels


@pytest.mark.parametrize("content", [b"", b"not gzip", gzip.compress(b"{}"), gzip.compress(b"[1")])
def test_broken_model_file_is_refused_clearly(tmp_path: Path, content: bytes) -> None:
    """模型文件坏了，说清楚可以改用关键词归类。"""
    path = tmp_path / "model.json.gz"
    path.write_bytes(content)

    with pytest.raises(ModelUnreadable, match="关键词"):
        load_model(path)


def test_pages_do_not_load_the_training_library() -> None:
    """归类、查近似用不着训练库和分词库，网页进程里不许出现它们。"""
    program = (
        "import sys; import lianxin.lexis.categories, lianxin.lexis.classifier, "
        "lianxin.lexis.similar, lianxin.lexis.text; "
        "print([name for name in ('sklearn', 'numpy', 'jieba') if name in sys.modules])"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"


def _labelled() -> dict[int, list[dict[str, str]]]:
    if not LABELLED.exists():
        pytest.skip("没有真实诉求样本，跳过实测")
    quarters: dict[int, list[dict[str, str]]] = defaultdict(list)
    with LABELLED.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            # 同一组是近似重复，必须分在同一边，否则成绩虚高。
            quarters[zlib.crc32(row["group"].encode()) % 4].append(row)
    return quarters


def _macro_f1(truth: list[str], guess: list[str]) -> float:
    scores = []
    for label in set(truth):
        right = sum(t == g == label for t, g in zip(truth, guess, strict=True))
        total = truth.count(label) + guess.count(label)
        scores.append(2 * right / total)
    return sum(scores) / len(scores)


@pytest.mark.slow
def test_trained_model_on_real_messages(record_property: Callable[[str, object], None]) -> None:
    """真实诉求上实测：用四分之一训练、另取四分之一没见过的来考，宏平均 F1 不低于 0.82。"""
    quarters = _labelled()
    model = train(
        Sample(f"{row['title']}\n{row['text']}", row["category"], row["category"])
        for row in quarters[1]
    )

    guesses = [
        model.suggest(f"{row['title']}\n{row['text']}", limit=1)[0].key for row in quarters[0]
    ]

    score = _macro_f1([row["category"] for row in quarters[0]], guesses)
    record_property("macro_f1", round(score, 4))
    assert score >= 0.82


@pytest.mark.slow
def test_keywords_on_real_messages(record_property: Callable[[str, object], None]) -> None:
    """真实诉求上实测：只凭随包关键词，一级类别的宏平均 F1 不低于 0.70。"""
    rows = _labelled()[0]
    guesses = []
    for row in rows:
        totals = Counter[str]()
        for item in suggest_category(f"{row['title']}\n{row['text']}", limit=60):
            totals[PARENTS.get(item.key.partition(".")[0], "其他")] += item.score
        guesses.append(totals.most_common(1)[0][0])

    score = _macro_f1([row["category"] for row in rows], guesses)
    record_property("macro_f1", round(score, 4))
    assert score >= 0.70
