"""What the public JSON means, for developers who read `openapi.json` and none of our code."""

DESCRIPTIONS = {
    "Article": "A text for reading at leisure. `html` and `paragraphs` hold the same text: as HTML,"
    " and in parts with the ids of the facts that each part rests on. `facts` has these facts.",
    "ArticleRow": "An article in the list; `url` is its page, `/api/v1/articles/{id}` all of it.",
    "Review": "The clinician who has reviewed a page, and the day.",
    "Sign": "A sign that something is wrong. `looks_like`, `do` and `do_not` are its cards."
    " `urgency` says how soon to act: `now` (`act`: call the emergency number, or go to hospital),"
    " `poison` (urgent advice, where there is one from the poison line), `today` (call today) or"
    " `tell` (tell your team soon); with a reason in `now_if` it is `now`. `seen` lists parts of"
    " the body, `steps` is the id of the step sheet that follows, `related` are ids of signs,"
    " `clinical` is the medical term, `phrases` are what people call it, and `lines` the kind of"
    " helpline to show beside it.",
    "SignRow": "A sign in the list; `url` is its page, `/api/v1/signs/{id}` all of it.",
    "StepSheet": "What to do in an emergency, step by step. `when` says when it is needed, `first`"
    " is a choice before the steps, `next` names sheets that may follow. `urgency`, `act`,"
    " `now_if` and `phrases` are as in a sign.",
    "StepSheetRow": "A step sheet in the list; `url` is its page, `/api/v1/steps/{id}` all of it.",
    "Choice": "`go` is the address of the page for readers who see what `when` says.",
    "Step": "One step: what to do, and further words about it.",
    "Next": "`go` is the id of the step sheet for readers to whom `when` applies.",
    "CountryHelplines": "The checked numbers of one country (ISO 3166-1 alpha-2) by purpose;"
    " `checked` is the day of the last check. `zones` are the time zones (IANA) from which the"
    " country is guessed.",
    "Helpline": "One number. `hours` is local time, `24/7`, or null if unknown; `by` is call or"
    " text, and `word` what to text. `grade` is A if the number was read at an official page, B if"
    " in a copy of it; `sources` are ids of sources.",
    "Fact": "A fact. `status` says how it was verified (`read`: in its sources), `sources` are ids"
    " of sources, `checked` is the day of the last check.",
    "Source": "A publication. `status` says how it was read, `checked` is the day of the last"
    " check; `group` is the list that it is in.",
    "SourceRow": "A publication with its id. `status` says how it was read, `checked` is the day of"
    " the last check; `group` is the list that it is in.",
    "Cited": "A text, and the ids of the facts that it rests on.",
    "Notice": "News for readers, shown until the day `until`; `text` is its lines.",
    "Feedback": "What a reader sends about one page. `clear` is null if the question was not"
    " answered; `clear`, `text` or both are needed.",
    "Problem": "An error (RFC 9457).",
    "Release": "The release that is served: `id` is a hash of its files, `published` the time on"
    " this server (UTC). A different `id` means that something has changed.",
    "File": "One file of the release: `sha256` and `bytes` (its length) are of the body without"
    " compression. Phones store `tier` 1 first and `tier` 2 later; 0 stays on the server.",
    "SearchResults": "The pages that match a query, best first.",
    "SearchResult": "One page that matches a query. `kind` is the first part of its address."
    " `urgency` and `act` are as in a sign, null if the page has none; `lines` is the kind of"
    " helpline to show beside it, or null.",
    "SearchIndex": "What this site's search ranks. Lists of words and phrases are one string each:"
    " words are separated by spaces, phrases by commas."
    " `rules` say how words are compared, `stopwords` are ignored, `common_terms` weigh little and"
    " `in_company` a little less than others. `synonyms` maps terms to the phrases that mean them."
    " `learned` alternates terms with their weights: a letter (`i` is 0) and the index of an"
    " entry; a capital letter is for all entries of that entry's section.",
    "WordRules": "How words are compared: `endings` shorten a word to its stem, `sounds` spell it"
    " as it sounds. Each rule is a regular expression and its replacement; they apply in order."
    " Words in `whole` keep their ending.",
    "SearchEntry": "One page of the search index. `phrases` holds the terms of its title and"
    " phrases, `rare_words` words of its text that few other pages have. If the query names one of"
    " its `situations`, it is also found by the phrases of the entries at the indexes in"
    " `variant_of`. `vital` entries come before other dangers.",
    "Alive": "The process is alive.",
    "Ready": "A release is loaded: `release` is its id, `translations` has the id of each"
    " translation by language; `feedback` is `open`, or `unavailable` if it cannot be stored.",
    "Stored": "Feedback is on disk.",
}
