"""封印的算法：一批摘要收进默克尔树，树根接成链；不查库，离线也能重算。

树按 RFC 9162 的写法（叶子与枝干的前缀不同），由 pymerkle 计算。
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pymerkle import InclusionProof, InmemoryTree, InvalidProof
from pymerkle.hasher import MerkleHasher

from lianxin.audit.digest import canonical, moment

GENESIS = bytes(32)
"""链的起点：第一环之前没有环。"""

ALGORITHM = "sha256"


@dataclass(frozen=True, slots=True)
class Inclusion:
    """第 ``leaf`` 片叶子（从 0 数）在树里的证明；``rule`` 由 0、1 组成。"""

    leaf: int
    rule: str
    path: tuple[str, ...]


def build_tree(digests: Sequence[bytes]) -> InmemoryTree:
    """把一批摘要按次序收进一棵树。"""
    tree = InmemoryTree(algorithm=ALGORITHM)
    tree.append_entries(digests)
    return tree


def prove(tree: InmemoryTree, leaf: int) -> Inclusion:
    """给出某片叶子在树里的证明。"""
    proof = tree.prove_inclusion(leaf + 1)
    rule = "".join(map(str, proof.rule))
    return Inclusion(leaf, rule, tuple(node.hex() for node in proof.path))


def is_included(digest: bytes, inclusion: Inclusion, *, size: int, root: bytes) -> bool:
    """这个摘要是不是在这棵 ``size`` 片叶子的树里。"""
    rule = [int(bit) for bit in inclusion.rule]
    path = [bytes.fromhex(node) for node in inclusion.path]
    proof = InclusionProof(ALGORITHM, True, size, inclusion.leaf + 1, rule, path)  # noqa: FBT003
    try:
        proof.verify(MerkleHasher(ALGORITHM).hash_buff(digest), root)
    except InvalidProof:
        return False
    return True


def link(*, sealed_at: datetime, entry_count: int, root: bytes, previous: bytes) -> bytes:
    """这一环的摘要：时间、条数、树根和上一环都在里面。"""
    return link_of(moment(sealed_at), entry_count, root.hex(), previous.hex())


def link_of(sealed_at: str, entry_count: int, root: str, previous: str) -> bytes:
    """同 :func:`link`，用回执里的文字写法。"""
    return hashlib.sha256(
        canonical(["lianxin-seal/1", sealed_at, entry_count, root, previous])
    ).digest()
