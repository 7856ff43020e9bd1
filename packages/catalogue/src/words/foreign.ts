/** Common verbs of other languages, as the English verb they mean. */

const ROMANCE_AND_GERMANIC = `
get obtener obtiene obtenga obter obtem pegar recupera recuperar recuperer recupere obtenir obtient hamta hämta abrufen holen ottieni hent pobierz
list listar lista lister auflisten elenca
search buscar busca procurar pesquisar pesquisa chercher rechercher recherche suchen suche sok sök sökning cerca cercare ara zoeken
query consultar consulta consulte interroger abfragen sorgula
show mostrar muestra mostra exibir afficher affiche anzeigen visa göster goster zeige
create crear crea criar cria creer cree erstellen erstelle anlegen skapa olustur oluştur creare maak
generate generar genera gerar gera generer genere
add agregar agrega anadir añadir añade adicionar adiciona ajouter ajoute hinzufugen hinzufügen ekle aggiungi aggiungere
update actualizar actualiza atualizar atualiza mettre aktualisieren uppdatera guncelle güncelle aggiorna modificar modifica alterar editar edita
delete eliminar elimina borrar borra excluir exclui deletar apagar apaga supprimer supprime loschen löschen lösche sil cancella radera usun
send enviar envia envía mandar envoyer envoie senden sende gonder gönder inviare invia skicka
pay pagar paga payer zahlen bezahlen
buy comprar compra acheter kaufen
sell vender venda vendre verkaufen
invoice facturar faturar facturer
cancel cancelar cancela annuler annule stornieren
run ejecutar ejecuta executar executa executer ausfuhren ausführen çalıştır calistir esegui
calculate calcular calcula calculer berechnen hesapla calcola
validate validar valida valider verificar verifica kontrollera
save guardar guarda salvar salva sauvegarder speichern kaydet
start iniciar inicia demarrer starten başlat baslat
stop parar detener deten arreter stoppen durdur
close cerrar cierra fechar fermer schliessen schließen
open abrir abre ouvrir offnen öffnen
register registrar registra enregistrer registrieren
reactivate reactivar reativar
`

const CYRILLIC = `
get получить получает найти
list список
search поиск искать
create создать создает создаёт
add добавить
update обновить изменить
delete удалить удаляет
send отправить
run выполнить запустить
`

/** Words of languages written without spaces, longest first where one contains another. */
const IDEOGRAPHIC: readonly (readonly [string, string])[] = (
  `获取 get|獲取 get|取得 get|查询 query|查詢 query|查看 view|查找 find|搜索 search|搜尋 search|检索 search|列出 list|返回 get|读取 read|读 read|分析 analyze|计算 calculate|统计 count|解析 parse|检查 check|校验 validate|验证 validate|翻译 translate|转换 convert|生成 generate|下载 download|导出 export|截图 screenshot|识别 recognize|` +
  `创建 create|新建 create|新增 add|添加 add|增加 add|更新 update|修改 modify|编辑 edit|设置 set|保存 save|写入 write|上传 upload|发布 publish|发表 publish|评论 comment|移动 move|重命名 rename|复制 copy|启用 enable|禁用 disable|关闭 close|停止 stop|取消 cancel|连接 connect|断开 disconnect|登录 login|绑定 bind|插入 insert|替换 replace|发送 send|回复 reply|点赞 like|关注 follow|` +
  `执行 execute|运行 run|启动 start|重启 restart|调用 invoke|部署 deploy|安装 install|点击 click|导航 navigate|打开 open|输入 type|` +
  `删除 delete|移除 remove|清空 clear|清除 clear|清理 cleanup|销毁 destroy|卸载 uninstall|重置 reset|` +
  `支付 pay|付款 pay|转账 transfer|退款 refund|购买 buy|出售 sell|下单 order|交易 trade|` +
  `検索 search|作成 create|更新 update|削除 delete|送信 send|実行 execute|表示 show|追加 add|保存 save|変更 change|設定 set|移動 move|返します get|解析 parse|クリック click|` +
  `조회 get|검색 search|가져 get|가져오 get|반환 get|확인 check|분석 analyze|계산 calculate|제공 provide|생성 create|작성 write|추가 add|수정 update|변경 change|설정 set|저장 save|등록 register|업데이트 update|삭제 delete|제거 remove|초기화 reset|실행 execute|전송 send|보내 send|클릭 click|이동 navigate|결제 pay|주문 order|취소 cancel`
)
  .split('|')
  .map((pair) => {
    const [word = '', lemma = ''] = pair.split(' ')
    return [word, lemma] as const
  })

function table(...texts: readonly string[]): ReadonlyMap<string, string> {
  const words = new Map<string, string>()
  for (const line of texts.join('\n').split('\n')) {
    const [lemma, ...others] = line.trim().split(/\s+/)
    if (lemma === undefined) continue
    for (const word of others) if (!words.has(word)) words.set(word, lemma)
  }
  return words
}

/** A word of another language that is written with spaces → the English verb. */
export const FOREIGN: ReadonlyMap<string, string> = table(ROMANCE_AND_GERMANIC, CYRILLIC)

const NOUNS = `
invoice factura facturas fatura faturas rechnung facture fattura
payment pago pagos pagamento zahlung paiement pagamenti
order pedido pedidos encomenda bestellung commande ordine
refund reembolso devolucion ruckerstattung remboursement rimborso
subscription suscripcion assinatura abonnement abbonamento
transfer transferencia uberweisung virement bonifico
customer cliente clientes kunde kunden client clienti
user usuario usuarios benutzer utilisateur utente
message mensaje mensagem nachricht messaggio
email correo
file archivo arquivo datei fichier
password contrasena senha passwort
`

/** A noun of another language → the English one. */
export const FOREIGN_NOUNS: ReadonlyMap<string, string> = table(NOUNS)

const IDEOGRAPHIC_NOUNS: readonly (readonly [string, string])[] = (
  '订单 order|訂單 order|挂单 order|付款 payment|发票 invoice|订阅 subscription|代码 code|命令 command|脚本 script|数据库 database|用户 user|' +
  '消息 message|邮件 email|密码 password|网页 page|页面 page|标签 tag|缓存 cache|浏览器 browser|账户 account|' +
  'コード code|コマンド command|メッセージ message|メール email|ファイル file|ブラウザ browser|注文 order|請求書 invoice|タグ tag|' +
  '코드 code|명령 command|메시지 message|메일 email|파일 file|브라우저 browser|주문 order|태그 tag'
)
  .split('|')
  .map((pair) => {
    const [word = '', noun = ''] = pair.split(' ')
    return [word, noun] as const
  })

/** The English nouns of a clause in Chinese, Japanese or Korean, read in its first 60 characters. */
export function ideographicNouns(clause: string): readonly string[] {
  const text = clause.slice(0, 60)
  return IDEOGRAPHIC_NOUNS.flatMap(([word, noun]) => (text.includes(word) ? [noun] : []))
}

/** Whether a text has letters of a script without spaces between words. */
export function isIdeographic(text: string): boolean {
  return /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/.test(text)
}

/**
 * The English verb of a clause in Chinese (the first verb that is met) or in Japanese or Korean (the last one), read in
 * its first 60 characters.
 */
export function ideographicVerb(clause: string): string | undefined {
  const text = clause.slice(0, 60)
  const verbLast = /[\u3040-\u30ff\uac00-\ud7af]/.test(text)
  let best: { at: number; length: number; lemma: string } | undefined
  for (const [word, lemma] of IDEOGRAPHIC) {
    const at = verbLast ? text.lastIndexOf(word) : text.indexOf(word)
    if (at < 0) continue
    const nearer = best === undefined || (verbLast ? at > best.at : at < best.at)
    if (nearer) best = { at, length: word.length, lemma }
  }
  return best?.lemma
}
