package main

import (
	"context"
	"fmt"
	"slices"

	"hotline/casecore"
	"hotline/casecore/phrases"
	"hotline/casecore/regulation"
	"hotline/casecore/views"
)

// demoPhrases are the centre's: what agents write again and again.
var demoPhrases = []struct {
	lang, short, text string
	topic             regulation.TopicCode
}{
	{"uk", "адреса", "Уточніть, будь ласка, адресу: вулицю, номер будинку та під’їзд.", ""},
	{"uk", "відколи", "Напишіть, будь ласка, коли це почалося і чи повторюється.", ""},
	{"uk", "фото", "Якщо маєте змогу, надішліть фото: так виконавець швидше зрозуміє, що сталося.", ""},
	{"uk", "прийнято", "Ваше звернення зареєстровано. Про кожен крок ми повідомимо вас сюди.", ""},
	{"uk", "перевірка", "Виконавець повідомив, що роботи завершено. Підтвердьте, будь ласка, чи проблему вирішено.", ""},
	{"uk", "гаряча", "За адресою відсутнє гаряче водопостачання. Заявник просить відновити подачу води.", "water.hot"},
	{"uk", "порив", "Порив водогону: вода виходить на поверхню. Заявник просить перекрити подачу й усунути порив.", "water.leak"},
	{"uk", "ліхтар", "Не працює вуличне освітлення. Заявник просить відновити роботу ліхтаря.", "light.out"},
	{"en", "address", "Please give the exact address: street, house number and entrance.", ""},
}

// demoViews are lists that people of the demo keep, by whose they are.
var demoViews = map[string][]views.View{
	"supervisor": {
		{Name: "Прострочені", Query: "overdue=true&sort=due", Shared: true},
		{Name: "Ще не прийняті виконавцем", Query: "phase=new&sort=oldest", Shared: true},
		{Name: "Чекають на закриття", Query: "phase=proposed&sort=oldest", Shared: true},
	},
	"agent": {{Name: "Центральний район", Query: "district=central"}},
}

// desks gives agents a phrase book and lists to go by, where nobody has begun one.
func (d *demo) desks(ctx context.Context, people map[string]casecore.Actor) error {
	if err := d.phrases(ctx, people["supervisor"]); err != nil {
		return err
	}
	keeper := views.NewKeeper(d.app.db, d.app.clock.Now)
	for login, list := range demoViews {
		owner := people[login].Staff
		there, err := keeper.List(ctx, owner)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(there, func(v views.View) bool { return v.Owner == owner }) {
			continue
		}
		for _, v := range list {
			v.Owner = owner
			if _, err := keeper.Save(ctx, v); err != nil {
				return fmt.Errorf("demo: view %s: %w", v.Name, err)
			}
		}
	}
	return nil
}

func (d *demo) phrases(ctx context.Context, supervisor casecore.Actor) error {
	book := phrases.NewBook(d.app.store, d.app.clock.Now)
	if there, err := book.List(ctx, supervisor); err != nil || len(there) > 0 {
		return err
	}
	for i, p := range demoPhrases {
		err := book.Save(ctx, phrases.Save{
			Command: casecore.Command{Scope: "demo", Key: fmt.Sprint("phrase ", i), Actor: supervisor},
			Centre:  true, Lang: p.lang, Topic: p.topic, Short: p.short, Text: p.text,
		})
		if err != nil {
			return fmt.Errorf("demo: phrase %s: %w", p.short, err)
		}
	}
	return nil
}
