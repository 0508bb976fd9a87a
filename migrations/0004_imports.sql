-- Where a run's rows came from: NULL is a crawl, else the name of the file that was imported. An imported model that its file
-- gives no Hub id has one that begins with four zero bytes, made from its name: no id of the Hub begins so.
ALTER TABLE run ADD COLUMN source TEXT;
