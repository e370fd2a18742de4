"""What must hold before content is published, and what an author should look at again."""
