"""What a language model is asked, and what its answer comes to in the text. Pure: nothing here sends anything."""
