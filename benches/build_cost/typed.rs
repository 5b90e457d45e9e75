use crate::typed::{Task, call, compute, share};

pub fn plan(question: String, settings: Settings) -> impl Task<Out = Report> {
    let (asked, looked_up) = (question.clone(), settings.clone());
    let words = share(compute(question.clone(), |question| Ok(split(&question))));
    let user = call(settings.user, load_user);
    let index =
        compute(settings.clone(), |settings| read_notes(&settings)).then_compute(|notes| Ok(build_index(notes)));
    let web = share(words.clone().then(move |words| {
        let asked = asked.clone();
        async move { search_web(&asked, &words).await }
    }));
    let news = call(question, search_news);
    let prices = words.clone().join(user).then(|(words, user)| async move {
        let prices = fetch_prices(&words, &user).await?;
        Ok((prices, user))
    });
    let weather = call(looked_up, |settings| async move { Ok(weather_at(settings.place).await) });
    let links = web.clone().then(|web| async move { follow_links(&web).await });
    let ranked = web.join(news.join(index)).then_compute(|(web, (news, index))| Ok(rank(&web, &news, &index)));
    let first = ranked.join(links).join(prices.join(weather)).join(words);

    let second = first.then_task(|(((ranked, links), ((prices, user), weather)), words)| {
        let ranked = std::sync::Arc::new(ranked);
        let summary = share(call(ranked.clone(), |ranked| async move { summarise(&ranked).await }));
        let facts = share(call((ranked.clone(), std::sync::Arc::new(links)), |(ranked, links)| async move {
            check_facts(&ranked, &links).await
        }));
        let shown = compute(std::sync::Arc::new(std::sync::Mutex::new(Some(prices))), |prices| {
            let prices = prices.lock().map_err(|_| crate::Failure("lock"))?.take();
            Ok(tabulate(prices.ok_or(crate::Failure("again"))?))
        })
        .then_compute(|table| Ok((draw_chart(&table)?, table)));
        let quotes = compute((ranked, words), |(ranked, words)| Ok(find_quotes(&ranked, &words)));
        let tone = compute(std::sync::Arc::new(std::sync::Mutex::new(Some((user, weather)))), |both| {
            let both = both.lock().map_err(|_| crate::Failure("lock"))?.take();
            let (user, weather) = both.ok_or(crate::Failure("again"))?;
            Ok(tone_for(user, weather))
        });
        let title = summary.clone().join(tone).then(|(summary, tone)| async move { headline(&summary, &tone).await });
        let score = summary.clone().join(facts.clone()).then_compute(|(summary, facts)| Ok(judge(&summary, &facts)));
        title.join(quotes).join(score.join(shown)).join(summary.join(facts))
    });
    second.then(|(((title, quotes), (score, (chart, table))), (summary, facts))| async move {
        let summary = Summary(summary.0.clone());
        let draft = write_draft(title, summary, quotes).await?;
        let review = review_draft(&draft, score, &facts).await?;
        Ok(Report { draft, review, chart, table })
    })
}

pub async fn run(question: String, settings: Settings) -> bool {
    plan(question, settings).run().await.is_ok()
}
