package store

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"strings"
)

// Begin implements [Store]. Beyond the limit, the owner's oldest conversation
// makes room.
func (d *database) Begin(ctx context.Context, owner, title string) (c Conversation, err error) {
	if err := d.short("a title", title); err != nil {
		return c, err
	}
	now := micro(d.now())
	c = Conversation{ID: rand.Text(), Owner: owner, Title: clean(title), Created: moment(now), Updated: moment(now)}
	return c, d.change(ctx, func(tx *sql.Tx) error {
		if _, err := d.exec(ctx, tx, "INSERT INTO conversation (id, owner, title, created, updated) VALUES ($1, $2, $3, $4, $4)", c.ID, owner, c.Title, now); err != nil {
			return err
		}
		_, err := d.exec(ctx, tx, `DELETE FROM conversation WHERE id IN (SELECT id FROM conversation
			WHERE owner = $1 AND id <> $2 ORDER BY updated DESC, id DESC LIMIT 1000 OFFSET $3)`, owner, c.ID, d.limits.Conversations-1)
		return err
	})
}

const conversationColumns = `c.id, c.owner, c.title, c.created, c.updated, coalesce(c.shared, ''),
	coalesce((SELECT state FROM turn WHERE conversation = c.id ORDER BY number DESC LIMIT 1), ''),
	coalesce((SELECT status FROM turn WHERE conversation = c.id AND status <> '' ORDER BY number DESC LIMIT 1), '')`

func scanConversation(scan func(...any) error) (c Conversation, err error) {
	var created, updated int64
	err = scan(&c.ID, &c.Owner, &c.Title, &created, &updated, &c.Shared, &c.State, &c.Status)
	c.Created, c.Updated = moment(created), moment(updated)
	return c, err
}

// List implements [Store].
func (d *database) List(ctx context.Context, owner, search string, page Page) ([]Conversation, error) {
	args := []any{owner, cmp.Or(min(max(page.Most, 0), 500), 50)}
	where := "c.owner = $1"
	arg := func(condition string, value any) {
		args = append(args, value)
		where += fmt.Sprintf(condition, len(args))
	}
	if page.After != "" {
		arg(" AND (c.updated, c.id) < (SELECT updated, id FROM conversation WHERE id = $%d AND owner = $1)", page.After)
	}
	if wanted := words(search); len(wanted) > 0 {
		arg(" AND EXISTS (SELECT 1 FROM turn t WHERE t.conversation = c.id AND "+strings.Replace(d.has, "$", "$%d", 1)+")", d.wanted(wanted))
	} else if search != "" {
		return []Conversation{}, nil // nothing to search for is nowhere
	}
	list := []Conversation{}
	err := d.rows(ctx, d.read, "SELECT "+conversationColumns+" FROM conversation c WHERE "+where+" ORDER BY c.updated DESC, c.id DESC LIMIT $2", args, func(scan func(...any) error) error {
		c, err := scanConversation(scan)
		list = append(list, c)
		return err
	})
	return list, err
}

// Get implements [Store].
func (d *database) Get(ctx context.Context, owner, id string) (c Conversation, err error) {
	found := false
	err = d.rows(ctx, d.read, "SELECT "+conversationColumns+" FROM conversation c WHERE c.id = $1 AND c.owner = $2", []any{id, owner}, func(scan func(...any) error) (err error) {
		found = true
		c, err = scanConversation(scan)
		return err
	})
	if err != nil {
		return c, err
	}
	if !found {
		return c, ErrAbsent
	}
	err = d.rows(ctx, d.read, "SELECT "+turnColumns+" FROM turn t JOIN conversation c ON c.id = t.conversation WHERE c.id = $1 AND c.owner = $2 ORDER BY t.number", []any{id, owner}, func(scan func(...any) error) error {
		t, err := scanTurn(scan)
		c.Turns = append(c.Turns, t)
		return err
	})
	return c, err
}

// Rename implements [Store].
func (d *database) Rename(ctx context.Context, owner, id, title string) error {
	if err := d.short("a title", title); err != nil {
		return err
	}
	return d.one(ctx, "UPDATE conversation SET title = $3 WHERE id = $1 AND owner = $2", id, owner, clean(title))
}

// Delete implements [Store].
func (d *database) Delete(ctx context.Context, owner, id string) error {
	err := d.one(ctx, "DELETE FROM conversation WHERE id = $1 AND owner = $2", id, owner)
	if err == nil {
		d.followers.wakeAll() // those of its turns find out
	}
	return err
}

// one changes a conversation, which must be there.
func (d *database) one(ctx context.Context, statement string, args ...any) error {
	return d.change(ctx, func(tx *sql.Tx) error {
		n, err := d.exec(ctx, tx, statement, args...)
		if err == nil && n == 0 {
			return ErrAbsent
		}
		return err
	})
}

// Share implements [Store]. Sharing again gives the same token.
func (d *database) Share(ctx context.Context, owner, id string, on bool) (token string, err error) {
	if !on {
		return "", d.one(ctx, "UPDATE conversation SET shared = NULL WHERE id = $1 AND owner = $2", id, owner)
	}
	err = d.change(ctx, func(tx *sql.Tx) error {
		return d.row(ctx, tx, "UPDATE conversation SET shared = coalesce(shared, $3) WHERE id = $1 AND owner = $2 RETURNING shared", []any{id, owner, rand.Text()}, &token)
	})
	return token, err
}

// Shared implements [Store].
func (d *database) Shared(ctx context.Context, token string) (owner, id string, err error) {
	err = d.row(ctx, d.read, "SELECT owner, id FROM conversation WHERE shared = $1", []any{token}, &owner, &id)
	return owner, id, err
}
