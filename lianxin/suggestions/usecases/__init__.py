"""代表建议的写：提出。办理的每一步由办件运行时走。"""

from lianxin.suggestions.usecases.raising import SuggestionDraft, raise_suggestion

__all__ = ["SuggestionDraft", "raise_suggestion"]
