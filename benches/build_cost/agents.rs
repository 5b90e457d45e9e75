use crate::{Failure, pause};

#[derive(Clone)]
pub struct Settings {
    pub user: u64,
    pub place: String,
    pub notes: Vec<String>,
}
pub struct Words(pub Vec<String>);
pub struct User {
    pub name: String,
    pub formal: bool,
}
pub struct Notes(pub Vec<String>);
pub struct Index(pub Vec<usize>);
pub struct Hits(pub Vec<String>);
pub struct News(pub Vec<String>);
pub struct Prices(pub Vec<u32>);
pub struct Weather(pub i32);
pub struct Links(pub Vec<u64>);
pub struct Ranked(pub Vec<usize>);
pub struct Summary(pub String);
pub struct Facts(pub Vec<bool>);
pub struct Table(pub Vec<[u32; 2]>);
pub struct Chart(pub String);
pub struct Quotes(pub Vec<String>);
pub struct Tone(pub i32);
pub struct Title(pub String);
pub struct Score(pub usize);
pub struct Draft(pub String);
pub struct Review(pub bool);
pub struct Report {
    pub draft: Draft,
    pub review: Review,
    pub chart: Chart,
    pub table: Table,
}

pub fn split(question: &str) -> Words {
    Words(vec![question.to_owned()])
}

pub async fn load_user(id: u64) -> Result<User, Failure> {
    pause().await?;
    Ok(User { name: String::new(), formal: id % 2 == 0 })
}

pub fn read_notes(settings: &Settings) -> Result<Notes, Failure> {
    if settings.notes.is_empty() { Err(Failure("no notes")) } else { Ok(Notes(settings.notes.clone())) }
}

pub async fn search_web(question: &str, words: &Words) -> Result<Hits, Failure> {
    pause().await?;
    Ok(Hits(vec![question.to_owned(), words.0[0].clone()]))
}

pub async fn search_news(question: String) -> Result<News, Failure> {
    pause().await?;
    Ok(News(vec![question]))
}

pub fn build_index(notes: Notes) -> Index {
    Index(vec![notes.0.len()])
}

pub async fn fetch_prices(words: &Words, user: &User) -> Result<Prices, Failure> {
    pause().await?;
    Ok(Prices(vec![words.0.len() as u32, user.name.len() as u32]))
}

pub async fn weather_at(place: String) -> Weather {
    let _ = pause().await;
    Weather(place.len() as i32)
}

pub async fn follow_links(web: &Hits) -> Result<Links, Failure> {
    pause().await?;
    Ok(Links(vec![web.0.len() as u64]))
}

pub fn rank(web: &Hits, news: &News, index: &Index) -> Ranked {
    Ranked(vec![web.0.len(), news.0.len(), index.0.len()])
}

pub async fn summarise(ranked: &Ranked) -> Result<Summary, Failure> {
    pause().await?;
    Ok(Summary("ranked".repeat(ranked.0.len())))
}

pub async fn check_facts(ranked: &Ranked, links: &Links) -> Result<Facts, Failure> {
    pause().await?;
    Ok(Facts(vec![ranked.0.len() > links.0.len()]))
}

pub fn tabulate(prices: Prices) -> Table {
    Table(vec![[0, prices.0[0]]])
}

pub fn draw_chart(table: &Table) -> Result<Chart, Failure> {
    if table.0.is_empty() { Err(Failure("no table")) } else { Ok(Chart("#".repeat(table.0.len()))) }
}

pub fn find_quotes(ranked: &Ranked, words: &Words) -> Quotes {
    Quotes(words.0.iter().take(ranked.0.len()).cloned().collect())
}

pub fn tone_for(user: User, weather: Weather) -> Tone {
    Tone(if user.formal { 0 } else { weather.0 })
}

pub async fn headline(summary: &Summary, tone: &Tone) -> Result<Title, Failure> {
    pause().await?;
    Ok(Title(if tone.0 > 0 { summary.0.to_uppercase() } else { summary.0.clone() }))
}

pub fn judge(summary: &Summary, facts: &Facts) -> Score {
    Score(summary.0.len() + facts.0.len())
}

pub async fn write_draft(title: Title, summary: Summary, quotes: Quotes) -> Result<Draft, Failure> {
    pause().await?;
    Ok(Draft(title.0 + &summary.0 + &quotes.0.concat()))
}

pub async fn review_draft(draft: &Draft, score: Score, facts: &Facts) -> Result<Review, Failure> {
    pause().await?;
    Ok(Review(draft.0.len() + facts.0.len() > score.0))
}
