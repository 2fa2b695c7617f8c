"""训练归类模型。只有命令和后台任务用它：科学计算包载入要几秒，不许进网页进程。"""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from lianxin.kernel.errors import RuleViolation
from lianxin.lexis.classifier import Label, LinearModel, grams

_FEWEST_SAMPLES: Final = 20
_MOST_GRAMS: Final = 30_000


class TooFewSamples(RuleViolation):
    """样本太少或只有一类，训练出来的模型不可信。"""


@dataclass(frozen=True, slots=True)
class Sample:
    """一条已经由人归好类的诉求。"""

    text: str
    key: str
    label: str


def train(samples: Iterable[Sample]) -> LinearModel:
    """用人归好类的诉求训练模型；同样的样本、同样的次序，训练结果相同。

    :raises TooFewSamples: 不足二十条，或者只有一类
    """
    rows = list(samples)
    labels = {row.key: row.label for row in rows}
    if len(rows) < _FEWEST_SAMPLES or len(labels) < 2:
        raise TooFewSamples(
            f"至少要有 {_FEWEST_SAMPLES} 条、两类已归类的诉求才能训练，现在是 {len(rows)} 条、"
            f"{len(labels)} 类；请先多归一些类，在此之前系统按关键词归类"
        )
    shaper = TfidfVectorizer(analyzer=grams, min_df=2, max_features=_MOST_GRAMS, sublinear_tf=True)
    table = shaper.fit_transform([row.text for row in rows])
    fitted = LogisticRegression(C=10, class_weight="balanced", max_iter=200, tol=1e-3)
    fitted.fit(table, [row.key for row in rows])
    return _linear_model(shaper, fitted, labels)


def _linear_model(
    shaper: TfidfVectorizer, fitted: LogisticRegression, labels: dict[str, str]
) -> LinearModel:
    rows, biases = fitted.coef_.tolist(), fitted.intercept_.tolist()
    if len(rows) == 1:
        # 只有两类时库里只存一行：分给两类各一半，归一后结果不变。
        rows = [[-value / 2 for value in rows[0]], [value / 2 for value in rows[0]]]
        biases = [-biases[0] / 2, biases[0] / 2]
    return LinearModel(
        labels=tuple(Label(key=key, label=labels[key]) for key in fitted.classes_),
        places={gram: place for place, gram in enumerate(shaper.get_feature_names_out())},
        rarities=array("f", shaper.idf_),
        weights=tuple(array("f", row) for row in rows),
        biases=tuple(biases),
    )
