pub async fn plan(question: String, settings: Settings) -> Result<Report, Failure> {
    let words = split(&question);
    let user = load_user(settings.user).await?;
    let notes = read_notes(&settings)?;
    let web = search_web(&question, &words).await?;
    let news = search_news(question).await?;
    let index = build_index(notes);
    let prices = fetch_prices(&words, &user).await?;
    let weather = weather_at(settings.place).await;
    let links = follow_links(&web).await?;
    let ranked = rank(&web, &news, &index);
    let summary = summarise(&ranked).await?;
    let facts = check_facts(&ranked, &links).await?;
    let table = tabulate(prices);
    let chart = draw_chart(&table)?;
    let quotes = find_quotes(&ranked, &words);
    let tone = tone_for(user, weather);
    let title = headline(&summary, &tone).await?;
    let score = judge(&summary, &facts);
    let draft = write_draft(title, summary, quotes).await?;
    let review = review_draft(&draft, score, &facts).await?;
    Ok(Report { draft, review, chart, table })
}

pub async fn run(question: String, settings: Settings) -> bool {
    plan(question, settings).await.is_ok()
}
