select covered from search_progress
