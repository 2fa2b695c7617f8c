"""代表资料的留痕，给人看的一句话。"""

SENTENCES = {
    "profile.update": "更新代表公开资料",
    "profile.consent": "同意公开：{fields}",
}
