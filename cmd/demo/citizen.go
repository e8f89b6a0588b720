package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"hotline/internal/tgtest"
)

// citizen is somebody who writes to the bot.
type citizen struct {
	chat                        *tgtest.Chat
	story                       story
	place, district             string
	surname, name, patronymic   string
	phone                       string
	read                        int
	corrects, complains, silent bool
	mark                        string // what the citizen thinks of how it was settled
	talks                       bool   // and says it in words too
}

// pressed are buttons that a citizen knows what to do with, the first that fits.
var pressed = []string{"Так, усе вірно", "Погоджуюся", "Вказати свої дані", "Надіслати", "Далі", "Пропустити", "Залишити як є"}

// marks are drawn from: most people are content.
const marks = "55555444432321"

// opinions are what people say beside a mark.
var opinions = map[string]string{
	"5": "Приїхали швидко, усе зробили. Дякую!", "4": "Добре, але довелося чекати.", "3": "Зробили, проте лишили сміття.",
	"2": "Довго, і ніхто не попередив.", "1": "Три дні без води, і жодного слова.",
}

// live reads what the bot writes and answers, until the day ends.
func (c *citizen) live(ctx context.Context, poll time.Duration) {
	c.chat.Say(c.story.said)
	tick := time.NewTicker(poll)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		messages := c.chat.Messages()
		for ; c.read < len(messages); c.read++ {
			c.answer(messages[c.read])
		}
	}
}

func (c *citizen) answer(m tgtest.Message) {
	if button, ok := c.button(m); ok {
		c.chat.Tap(m.ID, button.Data)
		return
	}
	for _, q := range []struct{ asked, answer string }{
		{"Напишіть, що саме потрібно виправити", c.story.said + ", а адреса " + c.place},
		{"що сподобалося або що не так", opinions[c.mark]},
		{"що саме не вирішено", "Нічого не зробили, усе як було"},
		{"Де сталася проблема", c.place},
		{"Ваше прізвище", c.surname},
		{"Ваше ім’я", c.name},
		{"по батькові", c.patronymic},
		{"Де ви проживаєте", c.place + ", кв. 12"},
		{"номер телефону", c.phone},
	} {
		if strings.Contains(m.Text, q.asked) {
			c.chat.Say(q.answer)
			return
		}
	}
}

// button is what the citizen presses under a message.
func (c *citizen) button(m tgtest.Message) (tgtest.Button, bool) {
	if _, asks := m.Button("Так, усе вірно"); asks {
		if c.silent {
			return tgtest.Button{}, false
		}
		if c.corrects {
			c.corrects = false
			return m.Button("Виправити")
		}
	}
	if _, asks := m.Button("Так, це аварія"); asks {
		if c.story.sos {
			return m.Button("Так, це аварія")
		}
		return m.Button("Ні")
	}
	for _, b := range m.Buttons {
		switch {
		case c.complains && (strings.Contains(b.Text, "Не вирішено") || strings.Contains(b.Text, "Не виправлено")):
			c.complains = false
			return b, true
		case !c.complains && strings.HasPrefix(b.Text, c.mark+" "):
			return b, b.Data != ""
		case c.talks && b.Text == "Додати кілька слів":
			c.talks = false
			return b, true
		}
	}
	for _, text := range append([]string{c.district}, pressed...) {
		if b, ok := m.Button(text); ok && b.Data != "" {
			return b, true
		}
	}
	return tgtest.Button{}, false
}

func (d *day) newCitizen(i int) *citizen {
	r := d.random
	district := districts[r.IntN(len(districts))]
	name := firstNames[r.IntN(len(firstNames))]
	c := &citizen{
		chat: d.telegram.Person(int64(2000+i), "uk"), story: stories[r.IntN(len(stories))], district: district.name,
		place: fmt.Sprintf("%s, %d", streets[r.IntN(len(streets))], 1+r.IntN(120)), surname: surnames[r.IntN(len(surnames))],
		name: name[0], patronymic: name[1], phone: fmt.Sprintf("+38050%07d", 1000000+i*7919),
	}
	drawn := r.IntN(len(marks))
	c.mark, c.talks = marks[drawn:drawn+1], r.IntN(2) == 0
	c.corrects, c.complains, c.silent = r.IntN(6) == 0, r.IntN(5) == 0, r.IntN(10) == 0
	return c
}
