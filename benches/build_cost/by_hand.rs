use std::sync::Arc;

use tokio::try_join;

use crate::by_hand::{compute, start};

pub async fn plan(question: String, settings: Settings) -> Result<Report, Failure> {
    let (question, settings) = (Arc::new(question), Arc::new(settings));
    let user = start(load_user(settings.user));
    let news = start(search_news(String::clone(&question)));
    let weather = start({
        let settings = Arc::clone(&settings);
        async move { Ok(weather_at(settings.place.clone()).await) }
    });
    let index = start(async move { compute(move || Ok(build_index(read_notes(&settings)?))).await? });
    let words = Arc::new({
        let question = Arc::clone(&question);
        compute(move || split(&question)).await?
    });
    let ranking = async {
        let web = Arc::new(search_web(&question, &words).await?);
        let ranked = async {
            let (news, index) = try_join!(news, index)?;
            let web = Arc::clone(&web);
            compute(move || rank(&web, &news, &index)).await
        };
        try_join!(follow_links(&web), ranked)
    };
    let priced = async {
        let user = user.await?;
        Ok((fetch_prices(&words, &user).await?, user))
    };
    let ((links, ranked), (prices, user), weather) = try_join!(ranking, priced, weather)?;

    let ranked = Arc::new(ranked);
    let told = async {
        let tone = start(compute(move || tone_for(user, weather)));
        let checked = start({
            let ranked = Arc::clone(&ranked);
            async move { check_facts(&ranked, &links).await }
        });
        let summary = Arc::new(summarise(&ranked).await?);
        let titled = async { headline(&summary, &tone.await?).await };
        let judged = async {
            let facts = Arc::new(checked.await?);
            let (summary, judged) = (Arc::clone(&summary), Arc::clone(&facts));
            let score = compute(move || judge(&summary, &judged)).await?;
            Ok((facts, score))
        };
        let (title, (facts, score)) = try_join!(titled, judged)?;
        Ok((summary, title, facts, score))
    };
    let shown = compute(move || {
        let table = tabulate(prices);
        let chart = draw_chart(&table)?;
        Ok((table, chart))
    });
    let quoted = {
        let (ranked, words) = (Arc::clone(&ranked), Arc::clone(&words));
        compute(move || find_quotes(&ranked, &words))
    };
    let shown = async { shown.await? };
    let ((summary, title, facts, score), (table, chart), quotes) = try_join!(told, shown, quoted)?;

    let summary = Arc::into_inner(summary).ok_or(Failure("shared"))?;
    let draft = write_draft(title, summary, quotes).await?;
    let review = review_draft(&draft, score, &facts).await?;
    Ok(Report { draft, review, chart, table })
}

pub async fn run(question: String, settings: Settings) -> bool {
    plan(question, settings).await.is_ok()
}
