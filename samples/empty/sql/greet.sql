CREATE TABLE IF NOT EXISTS greetings (
  day  date NOT NULL,
  text varchar(100) NOT NULL,
  PRIMARY KEY (day)
);

-- All statements of a task are one transaction, so the day can be run again.
DELETE FROM greetings WHERE day = '{{ ds }}';

INSERT INTO greetings (day, text) VALUES ('{{ ds }}', 'Hello from {{ ds }}');
