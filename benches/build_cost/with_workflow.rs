use agentflow::{AgentError, AgentTask, workflow};

pub fn plan(question: String, settings: Settings) -> AgentTask<Result<Report, AgentError>> {
    workflow! {
        par {
            words = split(&question);
            user = load_user(settings.user)?;
            notes = read_notes(&settings)?;
            web = search_web(&question, &words)?;
            news = search_news(question)?;
            index = build_index(notes);
            prices = fetch_prices(&words, &user)?;
            weather = weather_at(settings.place);
            links = follow_links(&web)?;
            ranked = rank(&web, &news, &index);
        }
        par {
            summary = summarise(&ranked)?;
            facts = check_facts(&ranked, &links)?;
            table = tabulate(prices);
            chart = draw_chart(&table)?;
            quotes = find_quotes(&ranked, &words);
            tone = tone_for(user, weather);
            title = headline(&summary, &tone)?;
            score = judge(&summary, &facts);
        }
        draft = write_draft(title, summary, quotes)?;
        review = review_draft(&draft, score, &facts)?;
        => Report { draft, review, chart, table }
    }
}

pub async fn run(question: String, settings: Settings) -> bool {
    plan(question, settings).await.is_ok()
}
