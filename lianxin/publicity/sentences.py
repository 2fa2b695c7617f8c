"""本模块各动作在时间线上的说法。"""

SENTENCES = {
    "publicity.publish": "公开了这件事，公开编号 {number}",
    "publicity.approve": "批准公开 {number}",
    "publicity.withdraw": "撤下了公开的 {number}：{reason}",
    "publicity.skip": "没有公开：{reason}",
    "publicity.photo": "公开了一张照片：{alt}",
    "publicity.photo_withdraw": "撤下了一张公开的照片：{alt}",
    "publicity.letter": "公开了意见书，公开编号 {number}",
    "publicity.letter_withdraw": "撤下了公开的意见书 {number}：{reason}",
    "coverage.recorded": "记一篇{kind}《{title}》（{outlet}，{on}）",
    "coverage.published": "公开了{kind}《{title}》",
    "coverage.withdrawn": "撤下了{kind}《{title}》：{reason}",
    "article.publish": "发布了文章《{title}》",
    "article.archive": "归档了文章《{title}》",
}
